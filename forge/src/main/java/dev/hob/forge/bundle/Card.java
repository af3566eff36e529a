// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Writes `card.md`: data, licences, tokens, losses, scores, limits; every figure comes from the
/// records that the steps before left.
final class Card {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TRAINING = "training.json";

  private final Assembly.Identity identity;
  private final BundleParts parts;
  private final List<JsonNode> evaluations;

  Card(Assembly.Identity identity, BundleParts parts, List<JsonNode> evaluations) {
    this.identity = identity;
    this.parts = parts;
    this.evaluations = evaluations;
  }

  /// @param palette the record that palettizing left
  String base(JsonNode palette) {
    StringBuilder out = new StringBuilder();
    out.append("# ").append(identity.name()).append(' ').append(identity.version()).append("\n\n");
    out.append(
        "Hob's embedded base: a small decoder for digests, summaries and corrections in English,"
            + " trained from\nscratch. It copies and chooses; it knows little of the world. Licence"
            + " of the weights: Apache-2.0.\n\n");
    training(out, "Training of the base", parts.palettized());
    out.append("## Palettes\n\n");
    out.append(
        String.format(
            Locale.ROOT,
            "%.3f bits a weight by the bit map, tables and scales included; 4 bits but for the gate"
                + " and up\nproducts below; G %d; one table a tensor.\n\n",
            palette.path("bitsPerWeight").asDouble(),
            palette.path("G").asInt()));
    out.append("| two bits | loss measure |\n| --- | --- |\n");
    for (JsonNode each : palette.path("candidates")) {
      if (each.path("bits").asInt() == 2) {
        out.append(
            String.format(
                Locale.ROOT,
                "| `%s` | %.4g |\n",
                each.path("tensor").asText(),
                each.path("loss").asDouble()));
      }
    }
    out.append('\n');
    parts.recovery().ifPresent(folder -> training(out, "Recovery adapter", folder));
    scores(out, null);
    out.append(resource("data.md"));
    return out.toString();
  }

  String adapter(String role) {
    StringBuilder out = new StringBuilder();
    out.append("# Adapter ").append(role).append(' ').append(identity.version()).append("\n\n");
    out.append("LoRA pairs of PEFT's form for the role `")
        .append(role)
        .append("` on ")
        .append(identity.name())
        .append(' ')
        .append(identity.version())
        .append(". Licence: Apache-2.0. Data: the base's card.\n\n");
    Path folder = parts.adapters().get(role);
    if (folder != null) {
      training(out, "Training", folder);
    }
    scores(out, role);
    return out.toString();
  }

  /// The whole record, since every number in it was measured.
  private static void training(StringBuilder out, String title, Path folder) {
    Path file = folder.resolve(TRAINING);
    if (!Files.exists(file)) {
      return;
    }
    try {
      JsonNode record = JSON.readTree(file.toFile());
      out.append("## ").append(title).append("\n\n```json\n");
      out.append(record.toPrettyString()).append("\n```\n\n");
    } catch (IOException broken) {
      throw new UncheckedIOException(file + " cannot be read", broken);
    }
  }

  private void scores(StringBuilder out, @Nullable String role) {
    if (evaluations.isEmpty()) {
      return;
    }
    out.append("## Scores\n\nDevelopment files, never trained on; intervals are 95 %.\n\n");
    out.append(
        "| feature | file | written by | metric | value | interval | quoted | baselines |\n");
    out.append("| --- | --- | --- | --- | --- | --- | --- | --- |\n");
    for (JsonNode each : evaluations) {
      if (role == null || each.path("feature").asText().equals(role)) {
        row(out, each);
      }
    }
    out.append('\n');
  }

  private static void row(StringBuilder out, JsonNode each) {
    String primary = each.path("primary").asText();
    JsonNode metric = each.path("metrics").path(primary);
    StringBuilder baselines = new StringBuilder();
    each.path("baselines")
        .properties()
        .forEach(baseline ->
            baselines
                .append(baselines.isEmpty() ? "" : ", ")
                .append(baseline.getKey())
                .append(
                    String.format(
                        Locale.ROOT, " %.3f", baseline.getValue().path(primary).asDouble())));
    out.append(
        String.format(
            Locale.ROOT,
            "| %s | %s | %s | %s | %.3f | %.3f to %.3f | %.3f | %s |\n",
            each.path("feature").asText(),
            Path.of(each.path("file").asText()).getFileName(),
            each.at("/system/method").asText(),
            primary,
            metric.path("value").asDouble(),
            metric.path("low").asDouble(),
            metric.path("high").asDouble(),
            each.path("quoted").asDouble(),
            baselines));
  }

  private static String resource(String name) {
    try (InputStream in = Card.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(name + " of the forge cannot be read", broken);
    }
  }
}
