// SPDX-License-Identifier: Apache-2.0
/// What a calibration text says about the inputs of each matrix, so that palettes err where it
/// costs least. The text runs through the model as it was downloaded, a layer at a time.
///
/// | class | what it is |
/// | --- | --- |
/// | [dev.hob.forge.importing.calibration.Calibration] | runs the text, keeps what was found in a file |
/// | [dev.hob.forge.importing.calibration.SourceTensors] | the downloaded weights, as the engine reads them |
/// | [dev.hob.forge.importing.calibration.Moments] | second moments of one input, factored |
/// | [dev.hob.forge.importing.calibration.Sensitivity] | what they say about one matrix |
@NullMarked
package dev.hob.forge.importing.calibration;

import org.jspecify.annotations.NullMarked;
