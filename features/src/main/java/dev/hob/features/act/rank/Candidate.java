// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.rank;

import dev.hob.features.act.Action;
import dev.hob.features.act.schema.ParameterSchema;

/// An action whose schema was read.
public record Candidate(Action action, ParameterSchema schema) {}
