// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.constrain.schema;

import com.fasterxml.jackson.databind.node.TextNode;

/// Arrays, objects and any value at all as expressions over bytes; what stands inside comes in as
/// an expression. One schema, one thread.
final class JsonValues {
  private static final String ANY = "any value";

  private final Arena arena;
  private final JsonText text;
  private boolean anyDefined;

  JsonValues(Arena arena, JsonText text) {
    this.arena = arena;
    this.text = text;
  }

  Node any() {
    if (!anyDefined) {
      anyDefined = true;
      arena.define(
          ANY,
          arena.either(
              anyString(),
              text.number(),
              arena.literal("true"),
              arena.literal("false"),
              arena.literal("null"),
              array(arena.call(ANY), 0, Arena.ENDLESS),
              anyObject()));
    }
    return arena.call(ANY);
  }

  private Node anyString() {
    return text.string(arena.repeat(text.character(), 0, Arena.ENDLESS));
  }

  Node anyObject() {
    Node pairs = separated(pair(anyString(), any()), 0, Arena.ENDLESS);
    return arena.sequence(arena.literal("{"), pairs, arena.literal("}"));
  }

  /// `least` to `most` of `item`; never if that is no range.
  Node array(Node item, int least, int most) {
    if (least > most) {
      return arena.never();
    }
    Node items = separated(item, least, most);
    return arena.sequence(arena.literal("["), items, arena.literal("]"));
  }

  private Node separated(Node item, int least, int most) {
    Node more = arena.sequence(arena.literal(","), text.space(), item);
    int moreMost = most == Arena.ENDLESS ? most : Math.max(0, most - 1);
    Node some = arena.then(item, arena.repeat(more, Math.max(0, least - 1), moreMost));
    return most == 0 ? arena.empty() : least == 0 ? arena.optional(some) : some;
  }

  private Node pair(Node name, Node value) {
    return arena.sequence(name, arena.literal(":"), text.space(), value);
  }

  Members members() {
    return new Members();
  }

  /// An object's members in a fixed order, put together from the last to the first.
  final class Members {
    /// The rest of the members while none has been written yet, and once one has: then a comma
    /// comes first.
    private Node unstarted = arena.empty();

    private Node started = arena.empty();

    /// @param needed may not be left out
    void precede(String name, Node value, boolean needed) {
      Node quoted = arena.literal(TextNode.valueOf(name).toString());
      Node pair = arena.then(pair(quoted, value), started);
      Node next = arena.sequence(arena.literal(","), text.space(), pair);
      unstarted = needed ? pair : arena.either(pair, unstarted);
      started = needed ? next : arena.either(next, started);
    }

    Node object() {
      return arena.sequence(arena.literal("{"), unstarted, arena.literal("}"));
    }
  }
}
