// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;

/// Asks the person at the desktop, not the program that wants it done. Fails closed. Thread-safe.
@FunctionalInterface
public interface Confirmation {
  /// Nobody can be asked.
  Confirmation NOBODY = (question, limit) -> Reply.CANNOT_ASK;

  /// Shows `question` with a button to do it and one to leave it, and waits.
  ///
  /// @param limit after which silence means no
  Reply ask(Question question, Duration limit) throws InterruptedException;

  /// @param id of this question, shown nowhere else and used once
  /// @param caller the app that wants it
  /// @param tainted names of arguments whose values stem from content, not from the person's words
  record Question(
      String id, String caller, Action action, ObjectNode arguments, List<String> tainted) {
    public Question {
      tainted = List.copyOf(tainted);
    }
  }

  /// What the person said.
  enum Reply {
    ACCEPTED,
    REFUSED,
    /// Nobody answered in time, or the question was closed.
    NO_ANSWER,
    /// There is no notification server that shows buttons.
    CANNOT_ASK
  }
}
