// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.row;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.forge.eval.EvalException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One row with gold, as its file has it.
///
/// @param where `file:line`, for messages
public record Row(String id, String where, JsonNode json) {
  /// A needed text.
  ///
  /// @throws EvalException it is missing or no text
  public String text(String pointer) {
    JsonNode value = json.at(pointer);
    if (!value.isTextual()) {
      throw bad(pointer, "a text", value);
    }
    return value.textValue();
  }

  public Optional<String> textIfAny(String pointer) {
    return json.at(pointer).isTextual() ? Optional.of(text(pointer)) : Optional.empty();
  }

  /// The elements of a needed list.
  public List<JsonNode> list(String pointer) {
    JsonNode value = json.at(pointer);
    if (!value.isArray()) {
      throw bad(pointer, "a list", value);
    }
    List<JsonNode> elements = new ArrayList<>();
    value.forEach(elements::add);
    return elements;
  }

  /// The elements of a list; none if it is missing or null.
  public List<JsonNode> listIfAny(String pointer) {
    JsonNode value = json.at(pointer);
    return value.isMissingNode() || value.isNull() ? List.of() : list(pointer);
  }

  /// The texts of a list; none if it is missing or null.
  public List<String> textsIfAny(String pointer) {
    List<String> texts = new ArrayList<>();
    List<JsonNode> elements = listIfAny(pointer);
    for (int i = 0; i < elements.size(); i++) {
      texts.add(text(pointer + "/" + i));
    }
    return texts;
  }

  public boolean has(String pointer) {
    JsonNode value = json.at(pointer);
    return !value.isMissingNode() && !value.isNull();
  }

  /// The error of a field that is not what it must be.
  public EvalException bad(String pointer, String expected, JsonNode got) {
    String found =
        got.isMissingNode()
            ? "nothing"
            : got.getNodeType().toString().toLowerCase(java.util.Locale.ROOT);
    return new EvalException(
        EvalException.BAD_ROW,
        where + ": row " + id + ", " + pointer + ": expected " + expected + ", found " + found);
  }
}
