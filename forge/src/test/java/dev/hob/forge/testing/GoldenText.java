// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// One text on which tokenizers are compared: prose, code, emoji, scripts, white space, control
/// tokens spelled as text.
public record GoldenText(String name, String text) {
  /// All of them, in a fixed order.
  public static List<GoldenText> all() {
    try (InputStream in = GoldenText.class.getResourceAsStream("golden-texts.json")) {
      List<GoldenText> texts = new ArrayList<>();
      for (JsonNode each : new ObjectMapper().readTree(Objects.requireNonNull(in))) {
        texts.add(new GoldenText(each.path("name").asText(), each.path("text").asText()));
      }
      return texts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
