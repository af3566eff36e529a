// SPDX-License-Identifier: Apache-2.0
package dev.hob.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hob.features.ShippedDefaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Who writes by default on which base: `ships.json` at the root of each bundle root, made by the
/// evaluation of that base. Read once; immutable.
final class Ships {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, ShippedDefaults> byBase = new HashMap<>();

  /// @param roots in order; of two files about one base the first counts
  /// @throws StartException a file is there and cannot be read
  Ships(List<Path> roots) {
    for (Path root : roots) {
      Path file = root.resolve("ships.json");
      if (Files.isRegularFile(file)) {
        JsonNode node = read(file);
        byBase.putIfAbsent(node.path("base").asText(), ShippedDefaults.read(node.path("ships")));
      }
    }
  }

  private static JsonNode read(Path file) {
    try {
      return JSON.readTree(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new StartException(StartException.STORAGE, file + ": " + e.getMessage());
    }
  }

  /// @param base digest of the active base; helpers write where nothing is known
  ShippedDefaults on(String base) {
    return byBase.getOrDefault(base, ShippedDefaults.HELPERS);
  }
}
