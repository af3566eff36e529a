// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.forge.bench.model.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Figures in, keys out: whoever reads the JSON finds every key, or why it is null.
class EngineReportTest {
  private static final List<String> BOTH =
      List.of(
          "decode",
          "decode_adapter",
          "decode_1k",
          "decode_3k",
          "prefill",
          "batch4_mixed",
          "busy_core",
          "memory",
          "load");
  private static final List<String> OWN =
      List.of(
          "batch4_same",
          "copied_drafted",
          "copied_plain",
          "vector_decode",
          "anonymous",
          "adapter_switch",
          "adapter_cold",
          "adapter_beside",
          "products_one_thread",
          "dots_limit_one_thread",
          "dots_limit",
          "read_rate");

  private static Results full(boolean rival) {
    Results results = new Results();
    for (int round = 1; round <= 3; round++) {
      for (String name : BOTH) {
        results.own(name, 2.0 * round, "unit");
        if (rival) {
          results.rival(name, round, "unit");
        }
      }
      for (String name : OWN) {
        results.own(name, 4.0 * round, "unit");
      }
    }
    results.fact("mappedBytes", "500000000");
    return results;
  }

  @Test
  void aFullRunHasEveryKeyAndMissesNone() {
    ObjectNode json = new EngineReport(Shape.THREE_B, full(true)).json();
    for (String key :
        List.of(
            "decode_ratio",
            "decode_adapter_ratio",
            "decode_1k_ratio",
            "decode_3k_ratio",
            "prefill_ratio",
            "batch4_mixed_ratio",
            "mixed_adapter_ratio",
            "speculation_ratio",
            "busy_core_ratio",
            "memory_ratio",
            "anonymous_mb",
            "load_ms",
            "adapter_switch_ms",
            "adapter_cold_ms",
            "adapter_beside_steps",
            "vector_decode_ratio",
            "decode_read_share",
            "prefill_dots_share",
            "prefill_pass_share")) {
      assertTrue(json.path(key).isNumber(), key);
    }
    assertTrue(json.path("missing").isEmpty(), json.path("missing").toString());
    assertEquals(2, json.path("decode_ratio").asDouble());
    assertEquals(0.5, json.path("mixed_adapter_ratio").asDouble());
    assertEquals(4, json.path("vector_decode_ratio").asDouble());
    assertEquals(0.25, json.path("decode_read_share").asDouble()); // 2 tokens/s of 0.5 GB, 4 GB/s
    assertEquals(1, json.path("prefill_dots_share").asDouble());
    assertEquals("reached", json.at("/goals/decode_ratio").asText());
    assertEquals("missed", json.at("/goals/decode_3k_ratio").asText());
    assertEquals("missed", json.at("/goals/adapter_switch_ms").asText()); // 8 ms, 1 allowed
    assertEquals("reached", json.at("/goals/adapter_cold_ms").asText());
  }

  @Test
  void withoutTheRivalItsKeysAreNullAndSayWhy() {
    ObjectNode json = new EngineReport(Shape.THREE_B, full(false)).json();
    Set<String> alone =
        Set.of(
            "mixed_adapter_ratio",
            "speculation_ratio",
            "anonymous_mb",
            "load_ms",
            "adapter_switch_ms",
            "adapter_cold_ms",
            "adapter_beside_steps",
            "decode_read_share",
            "prefill_dots_share");
    for (String key : EngineReport.keys()) {
      assertTrue(json.has(key), key);
      assertEquals(alone.contains(key), json.path(key).isNumber(), key);
      String why = json.path("missing").path(key).asText();
      assertEquals(alone.contains(key) ? "" : "llama.cpp was not measured beside it", why, key);
    }
    assertFalse(json.path("goals").has("decode_ratio"));
  }

  @Test
  void aDepthThatTheShapeHasNotIsNamed() {
    ObjectNode json = new EngineReport(Shape.EMBEDDED, new Results()).json();
    assertTrue(json.path("decode_3k_ratio").isNull());
    assertEquals("not measured with shape embedded", json.at("/missing/decode_3k_ratio").asText());
  }

  @Test
  void withoutALimitItsShareIsNullAndSaysWhy() {
    Results results = new Results();
    results.own("products_one_thread", Double.NaN, "GOP/s");
    results.own("dots_limit_one_thread", Double.NaN, "GOP/s");
    ObjectNode json = new EngineReport(Shape.ONE_B, results).json();
    assertTrue(json.path("prefill_dots_share").isNull());
    assertTrue(json.at("/missing/prefill_dots_share").asText().startsWith("no C kernels"));
    assertFalse(json.has("prefill_pass_share"));
  }

  @Test
  void everySpeedFigureSaysItsShareOfTheMachinesLimit() {
    Results results = full(true);
    for (int round = 1; round <= 3; round++) {
      results.own("prefill_adapter", 2.0 * round, "tokens/s");
      results.own("read_rate_busy", 1.0 * round, "GB/s");
    }
    JsonNode shares = new EngineReport(Shape.THREE_B, results).json().path("shares");
    Map<String, JsonNode> by = new HashMap<>();
    shares.forEach(share -> by.put(share.path("name").asText(), share));
    assertEquals(
        Set.of(
            "load",
            "vector_decode",
            "products_one_thread",
            "decode",
            "decode_1k",
            "decode_3k",
            "decode_adapter",
            "prefill",
            "prefill_adapter",
            "batch4_mixed",
            "batch4_same",
            "copied_plain",
            "busy_core",
            "adapter_cold"),
        by.keySet());
    // 0.5 GB a step and 4, 8, 12 GB/s: 16 steps a second in the middle, of which 4 were made
    assertEquals(16, by.get("decode").path("limit").asDouble(), 0.1);
    assertEquals(4, by.get("decode").path("value").asDouble());
    assertEquals(0.25, by.get("decode").path("share").asDouble(), 0.001);
    assertEquals(62.5, by.get("load").path("limit").asDouble(), 0.1); // ms for 0.5 GB
    assertEquals(62.5 / 4, by.get("load").path("share").asDouble(), 0.1);
    assertEquals(1, by.get("busy_core").path("share").asDouble(), 0.001);
    // a token of the 3B shape has 54,080 bytes of KV
    double deep = 0.5 * (0.5e9 + 3072 * 54_080) / 1e9;
    assertEquals(deep, by.get("decode_3k").path("share").asDouble(), 0.001);
    assertTrue(
        by.get("batch4_mixed").path("limit").asDouble()
            < by.get("batch4_same").path("limit").asDouble());
    assertTrue(
        by.get("prefill_adapter").path("limit").asDouble()
            < by.get("prefill").path("limit").asDouble());
  }

  @Test
  void withoutLimitsNoFigureHasAShare() {
    Results results = new Results();
    results.own("decode", 10, "tokens/s");
    results.own("read_rate", Double.NaN, "GB/s");
    results.own("load", 10, "ms");
    assertTrue(new Shares(Shape.THREE_B, results).all().isEmpty());
  }

  @Test
  void theTableHoldsTheSameRatios() {
    String table = new EngineReport(Shape.THREE_B, full(true)).table();
    for (String key : EngineReport.keys()) {
      assertTrue(table.contains(key), table);
    }
  }
}
