// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.flow;

import com.fasterxml.jackson.databind.JsonNode;

/// What follows once an answer is made and its ticket is closed: it may take as long as a person
/// thinks, so it holds no lease and no place in a queue.
@FunctionalInterface
public interface Aftermath {
  /// @return the answer's output as it stands now
  /// @throws dev.hob.features.ProblemException it may not be, and nothing was changed
  JsonNode follow(Turn turn) throws InterruptedException;
}
