// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.proofread;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.fact.Span;
import dev.hob.forge.eval.row.Prediction;
import java.util.List;

/// Answers of the proofreading baselines, in the feature's own form.
final class Corrections {
  /// @param span in the source
  record Change(Span span, String replacement) {}

  private Corrections() {}

  /// The source with `changes` (in order, not overlapping) made.
  static Prediction of(String id, String source, List<Change> changes) {
    StringBuilder text = new StringBuilder(source);
    for (Change change : changes.reversed()) {
      text.replace(change.span().start(), change.span().end(), change.replacement());
    }
    ObjectNode output = JsonNodeFactory.instance.objectNode();
    output.put("text", text.toString());
    ArrayNode edits = output.putArray("edits");
    for (Change change : changes) {
      edits
          .addObject()
          .put("offset", change.span().start())
          .put("length", change.span().end() - change.span().start())
          .put("replacement", change.replacement());
    }
    return Prediction.of(id, output);
  }
}
