// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.layer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.function.Function;

/// How a value is written: read, shown to people, and described in the JSON Schema.
///
/// @param expected in words, for messages
/// @param read empty if the node is no such value
/// @param show the form a file would have
record Form<T>(
    String expected,
    Function<YamlNode, Optional<T>> read,
    Function<T, String> show,
    ObjectNode schema) {}
