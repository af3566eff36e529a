// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.device;

/// Takes `<think>…</think>` and the white space around it off the front of a text that comes in
/// pieces. One thread.
final class Thoughts {
  private static final String OPEN = "<think>";
  private static final String CLOSE = "</think>";

  private final StringBuilder held = new StringBuilder();
  private State state = State.BEFORE;

  private enum State {
    /// Nothing was said yet; thoughts may follow.
    BEFORE,
    THINKING,
    SPEAKING
  }

  /// @return what may be told of all that has come
  String add(String piece) {
    if (state == State.SPEAKING) {
      return piece;
    }
    held.append(piece);
    if (state == State.BEFORE) {
      strip();
      if (held.indexOf(OPEN) == 0) {
        held.delete(0, OPEN.length());
        state = State.THINKING;
      } else if (!OPEN.startsWith(held.toString())) {
        return speak();
      }
    }
    if (state == State.THINKING) {
      int end = held.indexOf(CLOSE);
      if (end >= 0) {
        held.delete(0, end + CLOSE.length());
        state = State.BEFORE; // a second thought may follow, white space is to go
        return held.isEmpty() ? "" : add("");
      }
    }
    return "";
  }

  /// @return what was held back and is no thought
  String finish() {
    String left = state == State.BEFORE ? held.toString() : "";
    held.setLength(0);
    return left;
  }

  private String speak() {
    state = State.SPEAKING;
    String said = held.toString();
    held.setLength(0);
    return said;
  }

  private void strip() {
    int start = 0;
    while (start < held.length() && Character.isWhitespace(held.charAt(start))) {
      start++;
    }
    held.delete(0, start);
  }
}
