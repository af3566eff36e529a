// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.problem;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// One failure as a caller sees it: the same kind, sentence and fields on every door.
///
/// @param detail what was found and what to do; only ever shown to the caller itself
/// @param fields the kind's own, formats.md, 4
public record ProblemDocument(ProblemKind kind, String detail, ObjectNode fields) {
  /// RFC 9457.
  public ObjectNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("type", kind.type())
        .put("title", kind.title())
        .put("status", kind.status())
        .put("detail", detail);
    node.setAll(fields);
    return node;
  }
}
