// SPDX-License-Identifier: Apache-2.0

/// `hob eval`: one definition for each score (docs/eval.md). Holds no model code and loads no
/// PyTorch: it asks a running Hob through its door, or reads predictions from a file.
///
/// | package | what it knows |
/// | --- | --- |
/// | `.row` | rows with gold, predictions, their files |
/// | `.stat` | sums that metrics are made from, resampling, intervals |
/// | `.summarize`, `.proofread` | one feature each: what a row is worth, baselines |
/// | `.ask` | a running Hob, asked row after row |
/// | `.report` | the JSON object, the table for people, speed, machine |
@NullMarked
package dev.hob.forge.eval;

import org.jspecify.annotations.NullMarked;
