// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.lora;

import dev.hob.engine.bundle.Adapter;
import java.util.List;

/// Neighbouring rows of a step on which the same adapters act, in the same order.
///
/// @param first row of the step
/// @param count rows, >= 1
public record AdapterGroup(List<Adapter> adapters, int first, int count) {}
