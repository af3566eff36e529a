// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;

/// The space that a file puts in front of text: taken out of what the library gets, since content
/// in the middle of a prompt must not have it, and put back by the tokenizer where it belongs.
///
/// @param each after every added token too, and not only at the start of a prompt
/// @param unlessThere not before text that begins with a space
record PrefixSpace(boolean start, boolean each, boolean unlessThere) {
  static final PrefixSpace NONE = new PrefixSpace(false, false, false);

  /// Reads the rule out of a file's outline and removes it there. Of several rules the last wins.
  static PrefixSpace takeFrom(ObjectNode outline) {
    PrefixSpace found = prepend(outline, NONE);
    return steps(outline.path("pre_tokenizer"), found);
  }

  /// `Prepend` of the normalizer works on every stretch between added tokens.
  private static PrefixSpace prepend(ObjectNode outline, PrefixSpace before) {
    JsonNode normalizer = outline.path("normalizer");
    if (isPrepend(normalizer)) {
      outline.putNull("normalizer");
      return new PrefixSpace(true, true, false);
    }
    PrefixSpace found = before;
    if (normalizer.path("normalizers") instanceof ArrayNode steps) {
      for (Iterator<JsonNode> i = steps.iterator(); i.hasNext(); ) {
        if (isPrepend(i.next())) {
          i.remove();
          found = new PrefixSpace(true, true, false);
        }
      }
    }
    return found;
  }

  private static boolean isPrepend(JsonNode step) {
    String with = step.path("prepend").asText();
    return step.path("type").asText().equals("Prepend")
        && (with.equals(" ") || with.equals(String.valueOf(Spelling.SPACE)));
  }

  private static PrefixSpace steps(JsonNode step, PrefixSpace before) {
    PrefixSpace found = before;
    for (JsonNode inner : step.path("pretokenizers")) {
      found = steps(inner, found);
    }
    if (!(step instanceof ObjectNode object)) {
      return found;
    }
    return switch (step.path("type").asText()) {
      case "Metaspace" -> metaspace(object, found);
      case "ByteLevel" -> {
        boolean adds = step.path("add_prefix_space").asBoolean(true);
        object.put("add_prefix_space", false);
        yield adds ? new PrefixSpace(true, true, true) : found;
      }
      default -> found;
    };
  }

  private static PrefixSpace metaspace(ObjectNode step, PrefixSpace before) {
    String fallback = step.path("add_prefix_space").asBoolean(true) ? "always" : "never";
    String scheme = step.path("prepend_scheme").asText(fallback);
    step.remove("add_prefix_space");
    step.put("prepend_scheme", "never");
    return switch (scheme) {
      case "first" -> new PrefixSpace(true, false, true);
      case "always" -> new PrefixSpace(true, true, true);
      default -> before;
    };
  }

  /// `text` with the space, if one belongs there.
  ///
  /// @param atStart nothing comes before `text` in the prompt
  String before(String text, boolean atStart, boolean afterAdded) {
    boolean wanted = (atStart && start) || (afterAdded && each);
    boolean there = !text.isEmpty() && (text.charAt(0) == ' ' || text.charAt(0) == Spelling.SPACE);
    return wanted && !text.isEmpty() && !(there && unlessThere) ? " " + text : text;
  }
}
