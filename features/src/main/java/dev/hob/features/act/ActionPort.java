// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;

/// Carries out a call in the app's own interface. Thread-safe.
@FunctionalInterface
public interface ActionPort {
  /// Where nothing can be called.
  ActionPort NONE =
      (action, arguments, limit) -> new Outcome.Failed("no app can be reached from here");

  /// Calls `action`. A disabled action is refused before the call; state is read before and after
  /// where the app lets it be read.
  ///
  /// @param arguments valid by the action's schema
  /// @param limit after which the call is given up
  Outcome call(Action action, ObjectNode arguments, Duration limit) throws InterruptedException;

  /// What became of a call; never what somebody says about it.
  sealed interface Outcome {
    /// The app's own reply came.
    ///
    /// @param returned what the call returned; empty where it returns nothing
    /// @param changed state that was read before and after and differs
    record Done(Optional<JsonNode> returned, Optional<Change> changed) implements Outcome {}

    /// The app says that it cannot be done now; nothing was called.
    record Disabled(String why) implements Outcome {}

    /// The app was there when the action was chosen and is gone.
    record Vanished(String why) implements Outcome {}

    /// No reply within the limit: it may or may not have happened.
    record TimedOut(Duration limit) implements Outcome {}

    /// The app refused it, or the call could not be made.
    record Failed(String why) implements Outcome {}
  }

  /// @param state which one, e.g. `win.document.viewer.word-wrap`
  record Change(String state, JsonNode before, JsonNode after) {}
}
