// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.memory.Ledger;
import dev.hob.engine.testing.TinyBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdapterTest {
  @TempDir Path folder;
  private final Ledger ledger = new Ledger();
  private final TinyBase tiny = TinyBase.seeded(7);

  private Adapter openWith(String from, String to) throws IOException {
    tiny.writeAdapter(folder, 1, 4);
    Path file = folder.resolve(Adapter.CONFIG);
    String json = Files.readString(file);
    assertTrue(json.contains(from), from);
    Files.writeString(file, json.replace(from, to));
    return Adapter.open(folder, tiny.config(), ledger);
  }

  private void refused(String tensor, String from, String to) {
    var refusal = assertThrows(IncompatibleBundleException.class, () -> openWith(from, to), to);
    assertEquals(tensor, refusal.tensor());
    assertEquals(0, ledger.total());
  }

  @Test
  void refusesByNameWhatItDoesNotCompute() {
    refused("peft_type", "\"LORA\"", "\"IA3\"");
    refused("use_dora", "\"use_dora\": false", "\"use_dora\": true");
    refused("modules_to_save", "\"modules_to_save\": null", "\"modules_to_save\": [\"x\"]");
    refused("bias", "\"none\"", "\"all\"");
    refused("layers_to_transform", "transform\": null", "transform\": [0, 2]");
    refused("rank_pattern", "\"rank_pattern\": {}", "\"rank_pattern\": {\"(a+)+$\": 2}");
    for (String tokens : new String[] {"[1, -2]", "[99999]", "[1.5]", "\"go\"", "[\"go\"]", "7"}) {
      refused(
          "alora_invocation_tokens",
          "\"bias\"",
          "\"alora_invocation_tokens\": " + tokens + ", \"bias\"");
    }
  }

  @Test
  void anInvocationIsReadAndNoneMeansNone() throws IOException {
    try (Adapter activated =
        openWith("\"bias\"", "\"alora_invocation_tokens\": [7, 9], \"bias\"")) {
      assertEquals(List.of(7, 9), activated.invocation());
    }
    for (String none : new String[] {"null", "[]"}) {
      try (Adapter plain =
          openWith("\"bias\"", "\"alora_invocation_tokens\": " + none + ", \"bias\"")) {
        assertEquals(List.of(), plain.invocation());
      }
    }
  }

  @Test
  void scalingFollowsPeft() throws IOException {
    try (Adapter plain = openWith("\"r\": 4", "\"r\": 4")) {
      assertEquals(8f / 4, plain.pair(0, Projection.Q).orElseThrow().scaling());
    }
    try (Adapter stabilized = openWith("use_rslora\": false", "use_rslora\": true")) {
      assertEquals(8f / 2, stabilized.pair(0, Projection.Q).orElseThrow().scaling());
    }
    try (Adapter pattern =
        openWith("\"alpha_pattern\": {}", "\"alpha_pattern\": {\"layers.1.mlp.up_proj\": 2}")) {
      assertEquals(2f, pattern.pair(0, Projection.UP).orElseThrow().scaling());
      assertEquals(0.5f, pattern.pair(1, Projection.UP).orElseThrow().scaling());
    }
  }

  @Test
  void aRankThatDoesNotFitNamesTensorAndShapes() {
    var refusal =
        assertThrows(
            IncompatibleBundleException.class,
            () -> openWith("\"rank_pattern\": {}", "\"rank_pattern\": {\"k_proj\": 3}"));
    assertTrue(refusal.tensor().contains("k_proj"), refusal.tensor());
    assertEquals("[4, 64]", refusal.got());
    assertEquals("[3, 64]", refusal.expected());
  }

  @Test
  void theDigestIsThatOfTheBytesAndNotOfTheName() throws IOException {
    tiny.writeAdapter(folder, 1, 4);
    String first = digest();
    tiny.writeAdapter(folder, 1, 4);
    assertEquals(first, digest());
    tiny.writeAdapter(folder, 2, 4);
    assertNotEquals(first, digest());
  }

  private String digest() {
    try (Adapter adapter = Adapter.open(folder, tiny.config(), ledger)) {
      assertTrue(Digests.wellFormed(adapter.digest()));
      return adapter.digest();
    }
  }

  @Test
  void anAdapterForAnotherShapeIsRefused() throws IOException {
    tiny.writeAdapter(folder, 1, 4);
    assertThrows(
        IncompatibleBundleException.class, () -> Adapter.open(folder, TinyBase.shapeS(), ledger));
  }
}
