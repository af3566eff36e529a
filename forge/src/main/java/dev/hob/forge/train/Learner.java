// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.train;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/// What is trained and towards what.
///
/// @param parameters float32 arrays by name; only these change
/// @param objective gives their gradients
/// @param optimizer decay and clipping
public record Learner(
    Map<String, NDArray> parameters, Objective objective, AdamW.Options optimizer) {}
