// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hob.features.Problem;
import dev.hob.features.ProblemException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/// A JSON object whose fields are asked for one by one; [#done] refuses those nobody asked for. One
/// thread.
///
/// @see Problem.InvalidInput every method throws it, in a [ProblemException]
public final class StrictObject {
  private final JsonNode node;
  private final String pointer;
  private final Set<String> known = new HashSet<>();

  /// @param pointer where the object stands in the request, e.g. `/input`
  public StrictObject(JsonNode node, String pointer) {
    if (!node.isObject()) {
      throw invalid(pointer, "an object", shape(node));
    }
    this.node = node;
    this.pointer = pointer;
  }

  /// As the constructor, with an absent or null node for an empty object.
  public static StrictObject optional(JsonNode node, String pointer) {
    boolean absent = node.isMissingNode() || node.isNull();
    return new StrictObject(absent ? JsonNodeFactory.instance.objectNode() : node, pointer);
  }

  /// Names of all fields, in order.
  public List<String> names() {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  public boolean has(String field) {
    known.add(field);
    return node.has(field);
  }

  /// Whether a list is there and has no elements.
  public boolean isEmptyList(String field) {
    known.add(field);
    return node.path(field).isArray() && node.path(field).isEmpty();
  }

  /// A value as it stands, if there; null counts as absent.
  public Optional<JsonNode> node(String field) {
    known.add(field);
    JsonNode value = node.path(field);
    return value.isMissingNode() || value.isNull() ? Optional.empty() : Optional.of(value);
  }

  /// A text that is there and not blank.
  public String text(String field) {
    String text = optionalText(field).orElseThrow(() -> missing(field, "a string"));
    if (text.isBlank()) {
      throw invalid(at(field), "a non-empty string", "only white space");
    }
    return text;
  }

  /// A text that may be absent or empty.
  public Optional<String> optionalText(String field) {
    known.add(field);
    JsonNode value = node.path(field);
    return value.isMissingNode() ? Optional.empty() : Optional.of(string(value, at(field)));
  }

  public Optional<Integer> integer(String field, int from, int to) {
    known.add(field);
    JsonNode value = node.path(field);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    String expected = "an integer from " + from + " to " + to;
    if (!value.isIntegralNumber()) {
      throw invalid(at(field), expected, shape(value));
    }
    if (!value.canConvertToInt() || value.intValue() < from || value.intValue() > to) {
      throw invalid(at(field), expected, value.asText());
    }
    return Optional.of(value.intValue());
  }

  public OptionalDouble number(String field, double from, double to) {
    known.add(field);
    JsonNode value = node.path(field);
    if (value.isMissingNode()) {
      return OptionalDouble.empty();
    }
    String expected = "a number from " + from + " to " + to;
    if (!value.isNumber()) {
      throw invalid(at(field), expected, shape(value));
    }
    if (!(value.doubleValue() >= from && value.doubleValue() <= to)) {
      throw invalid(at(field), expected, value.asText());
    }
    return OptionalDouble.of(value.doubleValue());
  }

  public Optional<Boolean> bool(String field) {
    known.add(field);
    JsonNode value = node.path(field);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isBoolean()) {
      throw invalid(at(field), "true or false", shape(value));
    }
    return Optional.of(value.booleanValue());
  }

  /// A word out of a closed list.
  public Optional<String> oneOf(String field, List<String> words) {
    Optional<String> word = optionalText(field);
    word.filter(w -> !words.contains(w))
        .ifPresent(w -> {
          throw invalid(at(field), "one of " + String.join(", ", words), "another word");
        });
    return word;
  }

  /// A moment with its zone.
  public Optional<OffsetDateTime> time(String field) {
    return optionalText(field)
        .map(text -> {
          try {
            return OffsetDateTime.parse(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME);
          } catch (DateTimeParseException e) {
            throw invalid(at(field), "a time as RFC 3339 with its zone", "another form");
          }
        });
  }

  /// Objects of a list that is there and not empty.
  public List<StrictObject> objects(String field) {
    known.add(field);
    JsonNode value = node.path(field);
    if (!value.isArray()) {
      throw value.isMissingNode()
          ? missing(field, "a list")
          : invalid(at(field), "a list", shape(value));
    }
    if (value.isEmpty()) {
      throw invalid(at(field), "at least one element", "an empty list");
    }
    List<StrictObject> out = new ArrayList<>(value.size());
    for (int i = 0; i < value.size(); i++) {
      out.add(new StrictObject(value.get(i), at(field) + "/" + i));
    }
    return out;
  }

  /// Strings of a list that may be absent.
  public List<String> texts(String field) {
    known.add(field);
    JsonNode value = node.path(field);
    if (value.isMissingNode()) {
      return List.of();
    }
    if (!value.isArray()) {
      throw invalid(at(field), "a list of strings", shape(value));
    }
    List<String> out = new ArrayList<>(value.size());
    for (int i = 0; i < value.size(); i++) {
      out.add(string(value.get(i), at(field) + "/" + i));
    }
    return out;
  }

  /// @throws ProblemException the object has a field that was never asked for
  public void done() {
    for (String field : names()) {
      if (!known.contains(field)) {
        List<String> sorted = known.stream().sorted().toList();
        throw invalid(at(field), "one of the fields " + String.join(", ", sorted), "unknown field");
      }
    }
  }

  public String at(String field) {
    return pointer + "/" + field.replace("~", "~0").replace("/", "~1");
  }

  public static ProblemException invalid(String pointer, String expected, String got) {
    return new ProblemException(new Problem.InvalidInput(pointer, expected, got));
  }

  private ProblemException missing(String field, String expected) {
    return invalid(at(field), expected, "nothing");
  }

  private static String string(JsonNode value, String pointer) {
    if (!value.isTextual()) {
      throw invalid(pointer, "a string", shape(value));
    }
    String text = value.textValue();
    for (int i = 0; i < text.length(); ) {
      int code = text.codePointAt(i);
      if (code == 0) {
        throw invalid(pointer, "text without U+0000", "U+0000 at offset " + i);
      }
      if (code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE) {
        throw invalid(pointer, "well-formed Unicode", "a lone surrogate at offset " + i);
      }
      i += Character.charCount(code);
    }
    return text;
  }

  private static String shape(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT, POJO -> "an object";
      case STRING -> "a string";
      case NUMBER -> "a number";
      case BOOLEAN -> "a boolean";
      case NULL -> "null";
      case MISSING -> "nothing";
      case BINARY -> "bytes";
    };
  }
}
