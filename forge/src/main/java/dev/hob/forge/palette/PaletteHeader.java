// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.palette;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.bundle.Palette;
import dev.hob.engine.bundle.SafetensorsFile;

/// Reads what a weights file says of one palettized tensor.
final class PaletteHeader {
  private static final ObjectMapper JSON = new ObjectMapper();

  private PaletteHeader() {}

  static Palette parse(SafetensorsFile file, String tensor) {
    String header = file.metadata().getOrDefault(tensor, "");
    try {
      JsonNode node = JSON.readTree(header);
      return new Palette(
          node.path("rows").asInt(),
          node.path("columns").asInt(),
          node.path("bits").asInt(),
          node.path("rowGroup").asInt(),
          node.path("G").asInt());
    } catch (JsonProcessingException | IllegalArgumentException broken) {
      throw new CorruptBundleException(
          file.name(), 8, tensor + ": metadata is \"" + header + "\", expected a palette");
    }
  }
}
