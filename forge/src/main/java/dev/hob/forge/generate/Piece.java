// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import java.util.ArrayList;
import java.util.List;

/// A part of a prompt or of an answer, before it becomes tokens.
public sealed interface Piece {
  /// A special token by its name without brackets.
  record Special(String name) implements Piece {}

  /// Text, with its leading space where the form has one.
  record Text(String text) implements Piece {}

  /// Readable form, special tokens as `<|name|>`.
  static String show(List<Piece> pieces) {
    StringBuilder shown = new StringBuilder();
    for (Piece piece : pieces) {
      switch (piece) {
        case Special s -> shown.append("<|").append(s.name()).append("|>");
        case Text t -> shown.append(t.text());
      }
    }
    return shown.toString();
  }

  /// Collects pieces in order. One thread.
  final class Line {
    private final List<Piece> pieces = new ArrayList<>();

    /// Appends special tokens.
    public Line special(String... names) {
      for (String name : names) {
        pieces.add(new Special(name));
      }
      return this;
    }

    /// Appends one space and the text; nothing if the text is empty.
    public Line value(String text) {
      return text.isEmpty() ? this : text(" " + text);
    }

    /// Appends text as it stands; nothing if it is empty.
    public Line text(String text) {
      if (!text.isEmpty()) {
        pieces.add(new Text(text));
      }
      return this;
    }

    /// Appends pieces made elsewhere.
    public Line all(List<Piece> more) {
      pieces.addAll(more);
      return this;
    }

    /// What was collected.
    public List<Piece> pieces() {
      return List.copyOf(pieces);
    }
  }
}
