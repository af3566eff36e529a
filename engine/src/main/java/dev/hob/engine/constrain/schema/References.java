// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.constrain.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

/// Where the `$ref`s of one schema lead. Each target is read once and has its own expression, which
/// every reference to it calls, from within itself too. One use, one thread.
final class References {
  private final Arena arena;
  private final JsonNode root;

  /// Targets that have an expression, or get theirs now.
  private final Set<String> named = new HashSet<>();

  /// References followed since the last byte: seeing one of them again would never end.
  private final Set<String> unguarded = new HashSet<>();

  References(Arena arena, JsonNode root) {
    this.arena = arena;
    this.root = root;
  }

  /// Reads what a reference leads to.
  interface Target {
    Node read(JsonNode schema, String pointer);
  }

  /// The call of the expression that `reference` names.
  ///
  /// @param pointer to the reference
  /// @param target called if this is the first reference to it
  /// @throws UnsupportedSchemaException it leads out of the schema, nowhere, or only to itself
  Node call(JsonNode reference, String pointer, Target target) {
    String text = reference.asText();
    if (!reference.isTextual() || !text.startsWith("#")) {
      throw new UnsupportedSchemaException(pointer, "only references within the schema: #/…");
    }
    if (unguarded.contains(text)) {
      throw new UnsupportedSchemaException(pointer, "the reference leads only to itself");
    }
    String name = "ref " + text;
    if (named.contains(text)) {
      return arena.call(name);
    }
    String path = text.substring(1);
    JsonNode schema = path.isEmpty() ? root : at(path, pointer);
    named.add(text);
    unguarded.add(text);
    Node body = target.read(schema, path);
    unguarded.remove(text);
    arena.define(name, body);
    return arena.call(name);
  }

  private JsonNode at(String path, String pointer) {
    JsonNode found = path.startsWith("/") ? root.at(path) : root.path("");
    if (found.isMissingNode()) {
      throw new UnsupportedSchemaException(pointer, "the schema has no #" + path);
    }
    return found;
  }

  /// What comes after a byte may refer to anything.
  Node afterByte(Supplier<Node> inner) {
    Set<String> outside = Set.copyOf(unguarded);
    unguarded.clear();
    Node out = inner.get();
    unguarded.addAll(outside);
    return out;
  }
}
