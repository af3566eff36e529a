// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.constrain.schema;

import dev.hob.engine.constrain.schema.Node.Shape;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Makes the nodes of one schema, each once, and their derivatives. Not thread-safe.
final class Arena {
  static final int ENDLESS = Integer.MAX_VALUE;

  /// A schema whose states grow beyond this is given up rather than let it fill the memory.
  private static final int MOST_NODES = 400_000;

  private final Map<Shape, Node> nodes = new HashMap<>();
  private final Map<String, Node> named = new HashMap<>();
  private final Map<Node, Node> nears = new HashMap<>();

  /// Bytes that a mask looks ahead.
  private final int reach;

  private final Node never = intern(new Shape.Never(), false);
  private final Node empty = intern(new Shape.Empty(), true);

  /// @param reach bytes of the vocabulary's longest token
  Arena(int reach) {
    this.reach = reach;
  }

  Node never() {
    return never;
  }

  Node empty() {
    return empty;
  }

  /// Any one byte of `set`.
  Node oneOf(ByteSet set) {
    return set.isEmpty() ? never : intern(new Shape.One(set), false);
  }

  /// The bytes of `text`.
  Node literal(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Node out = empty;
    for (int i = bytes.length - 1; i >= 0; i--) {
      out = then(oneOf(ByteSet.NONE.with(bytes[i] & 0xFF)), out);
    }
    return out;
  }

  /// One after the other.
  Node sequence(Node... parts) {
    Node out = empty;
    for (int i = parts.length - 1; i >= 0; i--) {
      out = then(parts[i], out);
    }
    return out;
  }

  Node then(Node first, Node rest) {
    if (first == never || rest == never) {
      return never;
    }
    if (first == empty) {
      return rest;
    }
    if (rest == empty) {
      return first;
    }
    if (first.shape() instanceof Shape.Then(Node head, Node tail)) {
      return then(head, then(tail, rest));
    }
    return intern(new Shape.Then(first, rest), first.isNullable() && rest.isNullable());
  }

  Node either(Node... choices) {
    return either(Arrays.asList(choices));
  }

  Node either(List<Node> choices) {
    TreeSet<Node> flat = new TreeSet<>(Comparator.comparingInt(Node::id));
    for (Node choice : choices) {
      if (choice.shape() instanceof Shape.Either(List<Node> inner)) {
        flat.addAll(inner);
      } else if (choice != never) {
        flat.add(choice);
      }
    }
    if (flat.size() < 2) {
      return flat.isEmpty() ? never : flat.first();
    }
    List<Node> sorted = List.copyOf(flat);
    return intern(new Shape.Either(sorted), sorted.stream().anyMatch(Node::isNullable));
  }

  Node optional(Node node) {
    return either(empty, node);
  }

  /// What both match.
  Node both(Node left, Node right) {
    if (left == never || right == never) {
      return never;
    }
    if (left == right) {
      return left;
    }
    return intern(new Shape.Both(left, right), left.isNullable() && right.isNullable());
  }

  /// `body` from `least` to `most` times.
  Node repeat(Node body, int least, int most) {
    if (most == 0 || body == empty) {
      return empty;
    }
    int fewest = body.isNullable() ? 0 : least;
    if (body == never) {
      return fewest == 0 ? empty : never;
    }
    if (fewest == 1 && most == 1) {
      return body;
    }
    return intern(new Shape.Repeat(body, fewest, most), fewest == 0);
  }

  /// The expression that [#define] gives `name`, now or later.
  Node call(String name) {
    return intern(new Shape.Call(name), false);
  }

  void define(String name, Node body) {
    named.put(name, body);
  }

  /// What may come after `value` where `shape` may come now.
  Node derive(Shape shape, int value) {
    return switch (shape) {
      case Shape.Never _, Shape.Empty _ -> never;
      case Shape.One(ByteSet set) -> set.has(value) ? empty : never;
      case Shape.Then(Node first, Node rest) -> {
        Node through = then(first.after(value, this), rest);
        yield first.isNullable() ? either(through, rest.after(value, this)) : through;
      }
      case Shape.Either(List<Node> choices) ->
          either(choices.stream().map(node -> node.after(value, this)).toList());
      case Shape.Both(Node left, Node right) ->
          both(left.after(value, this), right.after(value, this));
      case Shape.Repeat(Node body, int least, int most) ->
          then(
              body.after(value, this),
              repeat(body, Math.max(0, least - 1), most == ENDLESS ? ENDLESS : most - 1));
      case Shape.Call(String name) -> {
        Node body = named.get(name);
        if (body == null) {
          throw new IllegalStateException("no expression is called " + name);
        }
        yield body.after(value, this);
      }
    };
  }

  /// `node` with counts beyond the reach made endless: the same as `node` for as many bytes.
  Node near(Node node) {
    Node known = nears.get(node);
    if (known == null) {
      known = makeNear(node.shape(), node);
      nears.put(node, known);
    }
    return known;
  }

  private Node makeNear(Shape shape, Node node) {
    return switch (shape) {
      case Shape.Then(Node first, Node rest) -> then(near(first), near(rest));
      case Shape.Either(List<Node> choices) -> either(choices.stream().map(this::near).toList());
      case Shape.Both(Node left, Node right) -> both(near(left), near(right));
      case Shape.Repeat(Node body, int least, int most) ->
          repeat(body, Math.min(least, reach + 1), most > reach ? ENDLESS : most);
      case Shape.Never _, Shape.Empty _, Shape.One _, Shape.Call _ -> node;
    };
  }

  private Node intern(Shape shape, boolean isNullable) {
    Node known = nodes.get(shape);
    if (known == null) {
      if (nodes.size() >= MOST_NODES) {
        throw new IllegalStateException("the schema has more than " + MOST_NODES + " states");
      }
      known = new Node(nodes.size(), shape, isNullable);
      nodes.put(shape, known);
    }
    return known;
  }
}
