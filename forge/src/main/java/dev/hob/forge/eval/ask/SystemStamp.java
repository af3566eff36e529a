// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.ask;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.forge.eval.EvalException;
import dev.hob.forge.eval.row.Prediction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Who answered: base, adapter and place as the answers name them, the rest as the status does. One
/// thread.
///
/// @param system `base`, `digest`, `adapter`, `bits`, `place`, `by`, `method` …
/// @param speed bytes: `baseBytes`, `adapterBytes`, `rssPeakBytes`
/// @param machine `kernel`
public record SystemStamp(
    Map<String, Object> system, Map<String, Object> speed, Map<String, Object> machine) {

  /// A system that is known by one thing alone: a baseline.
  public static SystemStamp of(String key, String value) {
    SystemStamp stamp = empty();
    stamp.system.put(key, value);
    return stamp;
  }

  /// Stamp of saved or fresh predictions: where they differ, each value with its count.
  public static SystemStamp of(List<Prediction> predictions) {
    SystemStamp stamp = empty();
    stamp.put("digest", predictions, "/base");
    stamp.put("place", predictions, "/place");
    stamp.put("by", predictions, "/by");
    Map<String, Integer> adapters = new TreeMap<>();
    for (Prediction prediction : predictions) {
      JsonNode adapter = prediction.json().path("adapter");
      if (adapter.hasNonNull("name")) {
        String name = adapter.path("name").asText() + "@" + adapter.path("version").asText();
        adapters.merge(name, 1, Integer::sum);
      }
    }
    stamp.single("adapter", adapters);
    return stamp;
  }

  private static SystemStamp empty() {
    return new SystemStamp(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
  }

  public SystemStamp with(String key, Object value) {
    system.put(key, value);
    return this;
  }

  private void put(String key, List<Prediction> predictions, String pointer) {
    Map<String, Integer> values = new TreeMap<>();
    for (Prediction prediction : predictions) {
      JsonNode value = prediction.json().at(pointer);
      if (value.isTextual() && !value.textValue().isEmpty()) {
        values.merge(value.textValue(), 1, Integer::sum);
      }
    }
    single(key, values);
  }

  private void single(String key, Map<String, Integer> values) {
    if (values.size() == 1) {
      system.put(key, values.keySet().iterator().next());
    } else if (!values.isEmpty()) {
      system.put(key, values);
    }
  }

  /// Adds what `GET /v1/status` says of base, adapters and kernels, and the daemon's peak memory.
  public SystemStamp withStatus(JsonNode status) {
    JsonNode base = status.path("base");
    if (base.hasNonNull("name")) {
      system.put("base", base.path("name").asText());
      system.putIfAbsent("digest", base.path("digest").asText());
      system.put("bits", base.path("bitsPerWeight").asDouble());
      speed.put("baseBytes", base.path("bytes").asLong());
    }
    long adapterBytes = 0;
    for (JsonNode adapter : status.path("adapters")) {
      adapterBytes += adapter.path("bytes").asLong();
    }
    if (adapterBytes > 0) {
      speed.put("adapterBytes", adapterBytes);
    }
    if (status.hasNonNull("kernel")) {
      machine.put("kernel", status.path("kernel").asText());
    }
    peakBytes(status.path("pid").asLong()).ifPresent(bytes -> speed.put("rssPeakBytes", bytes));
    return this;
  }

  /// The most memory that a process ever held resident, as the kernel counts it.
  private static Optional<Long> peakBytes(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/status"))
          .lines()
          .filter(line -> line.startsWith("VmHWM:"))
          .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
          .findFirst();
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  /// @throws EvalException another base or adapter answered than the one that was asked for
  public void require(Optional<String> base, Optional<String> adapter) {
    base.filter(name -> !names(system.get("base"), name) && !names(system.get("digest"), name))
        .ifPresent(name -> refuse("base", name, system.get("base")));
    @Nullable Object answered = system.get("adapter");
    adapter
        .filter(name -> name.equals("none") ? answered != null : !names(answered, name))
        .ifPresent(name -> refuse("adapter", name, answered));
  }

  private static boolean names(@Nullable Object found, String wanted) {
    return found instanceof String name && (name.equals(wanted) || name.startsWith(wanted + "@"));
  }

  private static void refuse(String what, String wanted, @Nullable Object found) {
    throw new EvalException(
        EvalException.UNKNOWN,
        what
            + " \""
            + wanted
            + "\" did not answer, but "
            + (found == null ? "none" : found)
            + "; activate it first");
  }
}
