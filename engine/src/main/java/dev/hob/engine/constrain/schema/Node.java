// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.constrain.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A regular expression over bytes, which is also a state: what may still come. Made by an [Arena]
/// only, equal ones once, so identity is equality. Not thread-safe: the arena's owner guards it.
final class Node {
  /// What it is made of. Parts are interned nodes, so records compare quickly.
  sealed interface Shape {
    /// Nothing can match any more.
    record Never() implements Shape {}

    /// The end has been reached.
    record Empty() implements Shape {}

    /// One byte of a set.
    record One(ByteSet set) implements Shape {}

    record Then(Node first, Node rest) implements Shape {}

    /// @param nodes at least two, by id
    record Either(List<Node> nodes) implements Shape {}

    record Both(Node left, Node right) implements Shape {}

    /// @param most [Arena#ENDLESS] = without limit
    record Repeat(Node body, int least, int most) implements Shape {}

    /// The expression with that name; never empty, and never its own beginning.
    record Call(String name) implements Shape {}
  }

  private final int id;
  private final Shape shape;
  private final boolean isNullable;

  /// By byte; null = not made yet.
  private @Nullable Node @Nullable [] derivatives;

  Node(int id, Shape shape, boolean isNullable) {
    this.id = id;
    this.shape = shape;
    this.isNullable = isNullable;
  }

  int id() {
    return id;
  }

  Shape shape() {
    return shape;
  }

  /// Whether what has come so far may be all.
  boolean isNullable() {
    return isNullable;
  }

  boolean isNever() {
    return shape instanceof Shape.Never;
  }

  /// What may come after `value`, 0..255.
  Node after(int value, Arena arena) {
    if (derivatives == null) {
      derivatives = new Node[256];
    }
    Node known = derivatives[value];
    if (known == null) {
      known = arena.derive(shape, value);
      derivatives[value] = known;
    }
    return known;
  }
}
