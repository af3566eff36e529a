// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.ipc.wire.StrictJson;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads the fields of one object of a manifest, strictly. Immutable.
///
/// @param at JSON pointer of the object
record Fields(ObjectNode object, String at) {
  /// Of an action that takes nothing.
  static final ObjectNode EMPTY_SCHEMA =
      JsonNodeFactory.instance
          .objectNode()
          .put("type", "object")
          .put("additionalProperties", false);

  /// @throws ManifestException `node` is no object
  static Fields of(JsonNode node, String at) {
    if (node instanceof ObjectNode object) {
      return new Fields(object, at);
    }
    throw new ManifestException(at, "an object", StrictJson.kind(node));
  }

  /// @throws ManifestException there are others than these
  Fields only(List<String> known) {
    for (String name : (Iterable<String>) object::fieldNames) {
      if (!known.contains(name)) {
        throw new ManifestException(
            at + "/" + StrictJson.escape(name), "one of " + String.join(", ", known), "another");
      }
    }
    return this;
  }

  String pointer(String name) {
    return at + "/" + name;
  }

  JsonNode need(String name) {
    JsonNode value = object.path(name);
    if (value.isMissingNode()) {
      throw new ManifestException(pointer(name), "a value", "nothing");
    }
    return value;
  }

  /// @param form what the whole text matches
  /// @param words of the form
  String text(String name, Pattern form, String words) {
    JsonNode value = need(name);
    if (!value.isTextual()) {
      throw new ManifestException(pointer(name), words, StrictJson.kind(value));
    }
    if (!form.matcher(value.textValue()).matches()) {
      throw new ManifestException(pointer(name), words, "another form");
    }
    return value.textValue();
  }

  Optional<String> oneOf(String name, List<String> allowed) {
    JsonNode value = object.path(name);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isTextual() || !allowed.contains(value.textValue())) {
      throw new ManifestException(
          pointer(name), "one of " + String.join(", ", allowed), "another value");
    }
    return Optional.of(value.textValue());
  }
}
