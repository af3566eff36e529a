// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.ask;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.forge.eval.EvalException;
import dev.hob.forge.eval.row.Prediction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Who answered: base, adapter and place as the answers name them, the rest as the status does.
public final class SystemStamp {
  private SystemStamp() {}

  /// Stamp of saved or fresh predictions: each key counts how many answers say so, if they differ.
  public static Map<String, Object> of(List<Prediction> predictions) {
    Map<String, Object> system = new TreeMap<>();
    put(system, "digest", predictions, "/base");
    put(system, "place", predictions, "/place");
    put(system, "by", predictions, "/by");
    Map<String, Integer> adapters = new TreeMap<>();
    for (Prediction prediction : predictions) {
      JsonNode adapter = prediction.json().path("adapter");
      if (adapter.hasNonNull("name")) {
        String name = adapter.path("name").asText() + "@" + adapter.path("version").asText();
        adapters.merge(name, 1, Integer::sum);
      }
    }
    single(system, "adapter", adapters);
    return system;
  }

  private static void put(
      Map<String, Object> system, String key, List<Prediction> predictions, String pointer) {
    Map<String, Integer> values = new TreeMap<>();
    for (Prediction prediction : predictions) {
      JsonNode value = prediction.json().at(pointer);
      if (value.isTextual() && !value.textValue().isEmpty()) {
        values.merge(value.textValue(), 1, Integer::sum);
      }
    }
    single(system, key, values);
  }

  private static void single(Map<String, Object> system, String key, Map<String, Integer> values) {
    if (values.size() == 1) {
      system.put(key, values.keySet().iterator().next());
    } else if (!values.isEmpty()) {
      system.put(key, values);
    }
  }

  /// Adds the base's name, bits and bytes, the kernels and memory, where the status says them.
  public static void addStatus(Map<String, Object> system, JsonNode status) {
    system.put("status", status);
  }

  /// @throws EvalException another base or adapter answered than the one that was asked for
  public static void require(
      Map<String, Object> system, Optional<String> base, Optional<String> adapter) {
    base.filter(name -> !names(system.get("base"), name) && !names(system.get("digest"), name))
        .ifPresent(name -> refuse("base", name, system.get("base")));
    adapter
        .filter(name -> !name.equals("none"))
        .filter(name -> !names(system.get("adapter"), name))
        .ifPresent(name -> refuse("adapter", name, system.get("adapter")));
    if (adapter.filter("none"::equals).isPresent() && system.containsKey("adapter")) {
      refuse("adapter", "none", system.get("adapter"));
    }
  }

  private static boolean names(@org.jspecify.annotations.Nullable Object found, String wanted) {
    return found instanceof String name && (name.equals(wanted) || name.startsWith(wanted + "@"));
  }

  private static void refuse(
      String what, String wanted, @org.jspecify.annotations.Nullable Object found) {
    throw new EvalException(
        EvalException.UNKNOWN,
        what + " \"" + wanted + "\" did not answer, but " + found + "; activate it first");
  }
}
