// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.constrain.schema;

import java.util.ArrayList;
import java.util.List;

/// The text of JSON as bytes: characters inside strings, numbers, white space (RFC 8259).
final class JsonText {
  /// Longer whole numbers fit no 64-bit integer; longer fractions say nothing to a double.
  private static final int DIGITS = 17;

  private static final String HEX = "0123456789abcdefABCDEF";

  private final Arena arena;
  private final Node character;

  JsonText(Arena arena) {
    this.arena = arena;
    this.character = arena.either(raw(CodePoints.ALL), escape());
  }

  /// One character inside a string, in any of its spellings; never half a surrogate pair.
  Node character() {
    return character;
  }

  /// A string of `characters`, with its quotes.
  Node string(Node characters) {
    return arena.sequence(arena.literal("\""), characters, arena.literal("\""));
  }

  /// One character of `set` in its plain spelling, escaped only where it must be.
  Node plain(CodePoints set) {
    List<Node> choices = new ArrayList<>();
    choices.add(raw(set));
    for (int control = 0; control < 0x20; control++) {
      if (set.has(control)) {
        choices.add(arena.literal(escaped(control)));
      }
    }
    for (int mark : new int[] {'"', '\\'}) {
      if (set.has(mark)) {
        choices.add(arena.literal("\\" + (char) mark));
      }
    }
    return arena.either(choices);
  }

  /// At most one space.
  Node space() {
    return arena.optional(arena.literal(" "));
  }

  Node integer() {
    Node more = arena.repeat(digits("0123456789"), 0, DIGITS);
    Node whole = arena.either(arena.literal("0"), arena.then(digits("123456789"), more));
    return arena.then(arena.optional(arena.literal("-")), whole);
  }

  Node number() {
    Node some = arena.repeat(digits("0123456789"), 1, DIGITS);
    Node fraction = arena.then(arena.literal("."), some);
    Node sign = arena.optional(digits("+-"));
    Node exponent = arena.sequence(digits("eE"), sign, arena.repeat(digits("0123456789"), 1, 2));
    return arena.sequence(integer(), arena.optional(fraction), arena.optional(exponent));
  }

  private Node digits(String of) {
    return arena.oneOf(ByteSet.of(of));
  }

  private static String escaped(int control) {
    return switch (control) {
      case '\b' -> "\\b";
      case '\f' -> "\\f";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> String.format("\\u%04x", control);
    };
  }

  private Node escape() {
    Node hex = digits(HEX);
    Node outsidePairs =
        arena.either(
            arena.sequence(arena.oneOf(ByteSet.of(HEX).without(ByteSet.of("dD"))), hex, hex, hex),
            arena.sequence(digits("dD"), digits("01234567"), hex, hex));
    Node high = arena.sequence(digits("dD"), digits("89abAB"), hex, hex);
    Node low = arena.sequence(digits("dD"), digits("cdefCDEF"), hex, hex);
    return arena.then(
        arena.literal("\\"),
        arena.either(
            digits("\"\\/bfnrt"),
            arena.then(arena.literal("u"), outsidePairs),
            arena.sequence(arena.literal("u"), high, arena.literal("\\u"), low)));
  }

  /// Characters that need no escape, as UTF-8.
  private Node raw(CodePoints set) {
    CodePoints marks = CodePoints.of('"').or(CodePoints.of('\\'));
    CodePoints free = set.and(CodePoints.range(0, 0x1F).or(marks).not());
    return arena.either(
        free.ranges().stream().map(range -> utf8(range.from(), range.to())).toList());
  }

  /// UTF-8 of the code points `from`..`to`: cut where the length changes, then byte by byte.
  private Node utf8(int from, int to) {
    for (int last : new int[] {0x7F, 0x7FF, 0xFFFF}) {
      if (from <= last && last < to) {
        return arena.either(utf8(from, last), utf8(last + 1, to));
      }
    }
    int continuation = from <= 0x7F ? 0 : from <= 0x7FF ? 1 : from <= 0xFFFF ? 2 : 3;
    return utf8(from, to, continuation, true);
  }

  /// @param left continuation bytes that follow the first byte of this part
  private Node utf8(int from, int to, int left, boolean leads) {
    if (left == 0) {
      int base = leads ? 0 : 0x80;
      return arena.oneOf(ByteSet.range(base + from, base + to));
    }
    int low = (1 << (6 * left)) - 1;
    int first = from >> (6 * left);
    int last = to >> (6 * left);
    if (first < last && (from & low) != 0) {
      return arena.either(
          utf8(from, (first << (6 * left)) | low, left, leads),
          utf8((first + 1) << (6 * left), to, left, leads));
    }
    if (first < last && (to & low) != low) {
      return arena.either(
          utf8(from, (last << (6 * left)) - 1, left, leads),
          utf8(last << (6 * left), to, left, leads));
    }
    int base = leads ? new int[] {0, 0xC0, 0xE0, 0xF0}[left] : 0x80;
    Node head = arena.oneOf(ByteSet.range(base + first, base + last));
    return arena.then(head, utf8(from & low, to & low, left - 1, false));
  }
}
