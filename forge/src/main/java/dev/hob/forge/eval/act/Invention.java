// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.act;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.features.fact.FactClass;
import dev.hob.features.fact.NormalText;
import java.util.Map;
import java.util.OptionalLong;

/// Finds texts in a call that nobody said: that are no part of what was said, no member of an
/// `enum`, no default. Days, times and lengths of time may be said in another form.
final class Invention {
  private final String said;
  private final String haystack;
  private final Values values;

  /// @param said utterance and context
  Invention(String said, Values values) {
    this.said = said;
    this.haystack = NormalText.n1(said);
    this.values = values;
  }

  boolean in(Offered action, JsonNode arguments) {
    for (Map.Entry<String, JsonNode> argument : arguments.properties()) {
      if (in(action.parameter(argument.getKey()), argument.getValue())) {
        return true;
      }
    }
    return false;
  }

  private boolean in(JsonNode schema, JsonNode value) {
    if (schema.has("enum") || value.equals(schema.path("default"))) {
      return false;
    }
    if (value.isArray()) {
      for (JsonNode element : value) {
        if (in(schema.path("items"), element)) {
          return true;
        }
      }
      return false;
    }
    if (value.isObject()) {
      for (Map.Entry<String, JsonNode> member : value.properties()) {
        if (in(schema.path("properties").path(member.getKey()), member.getValue())) {
          return true;
        }
      }
      return false;
    }
    return value.isTextual()
        && !haystack.contains(Values.plain(value.textValue()))
        && !saidOtherwise(schema.path("format").asText(), value.textValue());
  }

  private boolean saidOtherwise(String format, String text) {
    return switch (format) {
      case "date" -> values.supports(said, FactClass.DATE, text);
      case "time" -> values.supports(said, FactClass.TIME, text);
      case "date-time" ->
          values.supports(said, FactClass.DATE, text)
              && values.supports(said, FactClass.TIME, text);
      case "duration" -> {
        OptionalLong seconds = Durations.seconds(text);
        yield seconds.isPresent() && Durations.in(said).contains(seconds.getAsLong());
      }
      default -> false;
    };
  }
}
