// SPDX-License-Identifier: Apache-2.0
package dev.hob.features;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.features.flow.Writer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Who writes by default, feature by feature, in rewriting style by style: the model where the
/// bundle's own evaluation shows it better than the deterministic helper, else the helper.
public record ShippedDefaults(Map<String, Writer> byFeature) {
  /// For a bundle that says nothing, and where no bundle is installed.
  public static final ShippedDefaults HELPERS = new ShippedDefaults(Map.of());

  public ShippedDefaults {
    byFeature = Map.copyOf(byFeature);
  }

  public Writer writer(String feature) {
    return byFeature.getOrDefault(feature, Writer.HELPER);
  }

  /// @param ships names of what a request needs of a model; empty = the feature alone
  /// @return the model where it writes any of them
  Writer writer(String feature, List<String> ships) {
    List<String> names = ships.isEmpty() ? List.of(feature) : ships;
    return names.stream().anyMatch(name -> writer(name) == Writer.MODEL)
        ? Writer.MODEL
        : Writer.HELPER;
  }

  /// Reads `{"summarize": "helper", "digest": "model", …}`; words other than `model` mean the
  /// helper, unknown features are kept for later ones.
  public static ShippedDefaults read(JsonNode node) {
    Map<String, Writer> out = new TreeMap<>();
    node.properties()
        .forEach(e ->
            out.put(
                e.getKey(), e.getValue().asText().equals("model") ? Writer.MODEL : Writer.HELPER));
    return new ShippedDefaults(out);
  }
}
