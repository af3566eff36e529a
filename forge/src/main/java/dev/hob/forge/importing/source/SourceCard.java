// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.hob.forge.gguf.GgufMetadata;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a model's files say about it beside its numbers. Nothing of it is needed: what they leave
/// out is unknown.
///
/// @param name what it calls itself
/// @param license as stated; `unknown` where it is not
/// @param languages codes such as `en`; empty where they are not stated
public record SourceCard(String name, String license, List<String> languages) {
  private static final String UNKNOWN = "unknown";
  private static final String OTHER = "other";
  private static final int MOST_LANGUAGES = 200;
  private static final int MOST_LINES = 400;
  private static final YAMLMapper YAML = new YAMLMapper();

  public SourceCard {
    license = license.isBlank() ? UNKNOWN : license;
    languages =
        languages.stream()
            .filter(it -> it.matches("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}"))
            .distinct()
            .limit(MOST_LANGUAGES)
            .toList();
  }

  /// @param file its name, for a model that has none of its own
  static SourceCard ofGguf(String file, GgufMetadata metadata) {
    Optional<String> name = metadata.text("general.name").filter(it -> !it.isBlank());
    String license = metadata.text("general.license").orElse(UNKNOWN);
    return new SourceCard(
        name.orElse(file.replaceFirst("(-\\d{5}-of-\\d{5})?\\.gguf$", "")),
        license.equals(OTHER) ? metadata.text("general.license.name").orElse(OTHER) : license,
        metadata.texts("general.languages"));
  }

  /// A folder is called as its model; in Hugging Face's own cache the name stands two levels up.
  static SourceCard ofFolder(Path folder) {
    JsonNode facts = frontMatter(folder.resolve("README.md"));
    String license = facts.path("license").asText(UNKNOWN);
    JsonNode given = facts.path("language");
    List<String> languages = new ArrayList<>();
    (given.isArray() ? given : List.of(given)).forEach(each -> languages.add(each.asText()));
    return new SourceCard(
        name(folder.toAbsolutePath().normalize()),
        license.equals(OTHER) ? facts.path("license_name").asText(OTHER) : license,
        languages);
  }

  private static String name(Path folder) {
    int parts = folder.getNameCount();
    if (parts > 2 && folder.getName(parts - 2).toString().equals("snapshots")) {
      String cached = folder.getName(parts - 3).toString();
      return cached.substring(cached.lastIndexOf("--") + 1).replaceFirst("^-", "");
    }
    return String.valueOf(folder.getFileName());
  }

  /// The YAML between the two first lines `---`; missing where there is none that can be read.
  private static JsonNode frontMatter(Path readme) {
    StringBuilder yaml = new StringBuilder();
    try (BufferedReader in = Files.newBufferedReader(readme)) {
      String line = in.readLine();
      if (line == null || !line.strip().equals("---")) {
        return MissingNode.getInstance();
      }
      for (int i = 0; i < MOST_LINES; i++) {
        line = in.readLine();
        if (line == null || line.strip().equals("---")) {
          break;
        }
        yaml.append(line).append('\n');
      }
      return YAML.readTree(yaml.toString());
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance(); // a person's text, not ours to judge
    } catch (IOException e) {
      return MissingNode.getInstance(); // none is there
    }
  }
}
