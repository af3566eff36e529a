// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.engine.bundle.CorruptBundleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A folder's JSON files, none of which is large. Links are followed.
final class FolderJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long SMALL = 32L << 20;

  private FolderJson() {}

  /// @return a missing node for a missing file
  /// @throws CorruptBundleException it is no JSON, or too long
  static JsonNode read(Path folder, String name) {
    Path file = folder.resolve(name);
    try {
      if (!Files.isRegularFile(file)) {
        return MissingNode.getInstance();
      }
      if (Files.size(file) > SMALL) {
        throw new CorruptBundleException(name, SMALL, Files.size(file) + " bytes");
      }
      return JSON.readTree(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new CorruptBundleException(name, 0, "not JSON");
    }
  }

  /// @throws CorruptBundleException it is missing, too long, or holds no object
  static ObjectNode object(Path folder, String name) {
    if (read(folder, name) instanceof ObjectNode node) {
      return node;
    }
    throw new CorruptBundleException(name, -1, "missing, or no JSON object");
  }
}
