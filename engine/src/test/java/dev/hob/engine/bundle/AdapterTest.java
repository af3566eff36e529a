// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.kernel.LowRank;
import dev.hob.engine.kernel.WeightRow;
import dev.hob.engine.kernel.Weights;
import dev.hob.engine.kernel.c.CBytes;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.memory.Pin;
import dev.hob.engine.testing.Families;
import dev.hob.engine.testing.TinyBase;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
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

  private static final ModelConfig PHI = Families.all().get("phi3");

  @Test
  void fusedModulesOfPhiAreTakenApartByRowsAndShareTheirFirstHalf() throws IOException {
    TinyBase.seeded(7, PHI).writeAdapter(folder, 1, 4, TensorType.F32);
    setRankOfFused();
    Map<String, float[]> raw = new TreeMap<>();
    try (SafetensorsFile file =
        SafetensorsFile.open(folder, Adapter.WEIGHTS, ledger, Ledger.Owner.SCRATCH)) {
      file.tensors().forEach((name, tensor) -> raw.put(name, Floats.read(tensor)));
    }
    String module = "base_model.model.model.layers.1.";
    float[] a = raw.get(module + "self_attn.qkv_proj.lora_A.weight");
    float[] b = raw.get(module + "self_attn.qkv_proj.lora_B.weight");
    try (Adapter adapter = Adapter.open(folder, PHI, ledger)) {
      // 4 heads and 2 KV heads of 16: rows 0 to 63 are queries, then 32 keys, then 32 values
      int row = 0;
      for (var part : List.of(Projection.Q, Projection.K, Projection.V)) {
        LowRank pair = adapter.pair(1, part).orElseThrow();
        assertEquals(3f / 4, pair.scaling());
        assertArrayEquals(a, rows(pair.a()));
        int rows = part == Projection.Q ? 64 : 32;
        assertArrayEquals(Arrays.copyOfRange(b, row * 4, (row + rows) * 4), rows(pair.b()));
        row += rows;
      }
      assertEquals(2f, adapter.pair(1, Projection.UP).orElseThrow().scaling());
      float[] up = raw.get(module + "mlp.gate_up_proj.lora_B.weight");
      assertArrayEquals(
          Arrays.copyOfRange(up, 96 * 4, 2 * 96 * 4),
          rows(adapter.pair(1, Projection.UP).orElseThrow().b()));
    }
    assertEquals(0, ledger.total());
  }

  private void setRankOfFused() throws IOException {
    Path file = folder.resolve(Adapter.CONFIG);
    Files.writeString(
        file,
        Files.readString(file)
            .replace("\"alpha_pattern\": {}", "\"alpha_pattern\": {\"qkv_proj\": 3}"));
  }

  private static float[] rows(Weights weights) {
    float[] values = new float[weights.rows() * weights.columns()];
    for (int row = 0; row < weights.rows(); row++) {
      WeightRow.read(weights, row, values, row * weights.columns());
    }
    return values;
  }

  @Test
  void fusedModulesAreOnlyThoseOfTheirFamilyAndNeverBesideTheirParts() throws IOException {
    TinyBase.seeded(7, PHI).writeAdapter(folder, 1, 4, TensorType.F32);
    ModelConfig llama = Families.all().get("llama");
    assertThrows(IncompatibleBundleException.class, () -> Adapter.open(folder, llama, ledger));
    List<Tensor> tensors = new ArrayList<>();
    String layer = "base_model.model.model.layers.0.self_attn.";
    for (String[] each : new String[][] {{"qkv_proj", "128"}, {"v_proj", "32"}}) {
      int rows = Integer.parseInt(each[1]);
      String name = layer + each[0];
      tensors.add(Floats.tensor(name + ".lora_A.weight", TensorType.F32, new float[4 * 64], 4, 64));
      tensors.add(
          Floats.tensor(name + ".lora_B.weight", TensorType.F32, new float[rows * 4], rows, 4));
    }
    SafetensorsWriter.write(folder.resolve(Adapter.WEIGHTS), new TreeMap<>(), tensors);
    var twice = assertThrows(CorruptBundleException.class, () -> Adapter.open(folder, PHI, ledger));
    assertTrue(twice.getMessage().contains("both have v_proj"), twice.getMessage());
    assertEquals(0, ledger.total());
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

  /// Above [CBytes#WORTH], so that C does it where C is.
  @Test
  void aLargeAdapterHoldsItsNumbersAndNoneThatAreNotFinite() throws IOException {
    ModelConfig shape = TinyBase.shapeS();
    TinyBase.seeded(7, shape).writeAdapter(folder, 1, 64, TensorType.F32);
    Path file = folder.resolve(Adapter.WEIGHTS);
    List<Tensor> last = new ArrayList<>();
    try (SafetensorsFile raw =
            SafetensorsFile.open(folder, Adapter.WEIGHTS, ledger, Ledger.Owner.SCRATCH);
        Adapter adapter = Adapter.open(folder, shape, ledger)) {
      assertTrue(adapter.bytes() >= CBytes.WORTH, adapter.bytes() + " bytes");
      raw.tensors()
          .forEach((name, tensor) -> {
            String[] path = name.split("\\.");
            Projection projection =
                Projection.valueOf(path[6].split("_")[0].toUpperCase(Locale.ROOT));
            LowRank pair = adapter.pair(Integer.parseInt(path[4]), projection).orElseThrow();
            assertArrayEquals(
                Floats.read(tensor), rows(path[7].equals("lora_A") ? pair.a() : pair.b()), name);
            last.add(tensor);
          });
      assertEquals(
          Digests.of(
              MemorySegment.ofArray(Files.readAllBytes(folder.resolve(Adapter.CONFIG))),
              MemorySegment.ofArray(Files.readAllBytes(file))),
          adapter.digest());
    }
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) last.get(5).offset() + 4 * 7 + 3] = 0x7f;
    bytes[(int) last.get(5).offset() + 4 * 7 + 2] = (byte) 0x80;
    Files.write(file, bytes);

    var refusal =
        assertThrows(CorruptBundleException.class, () -> Adapter.open(folder, shape, ledger));

    assertTrue(refusal.getMessage().contains(last.get(5).name() + " element 7 is NaN"));
    assertEquals(0, ledger.total());
  }

  @Test
  void aDigestThatIsKnownOfTheseBytesIsNotComputedAgain() throws IOException {
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(1));
    Verified verified = new Verified(later);
    tiny.writeAdapter(folder, 1, 4);
    String computed = digest();
    assertEquals(computed, digest(verified));
    String forged = "sha256:" + "0".repeat(64);
    verified.look(folder).keep(Verified.Claim.ADAPTER, forged);
    assertEquals(forged, digest(verified));

    tiny.writeAdapter(folder, 1, 4); // the same bytes, but written anew
    assertEquals(computed, digest(verified));
  }

  private String digest(Verified verified) {
    try (Adapter adapter = Adapter.open(folder, tiny.config(), ledger, verified)) {
      return adapter.digest();
    }
  }

  private String digest() {
    try (Adapter adapter = Adapter.open(folder, tiny.config(), ledger)) {
      assertTrue(Digests.wellFormed(adapter.digest()));
      return adapter.digest();
    }
  }

  @Test
  void anOpenAdapterHoldsItsFileAndNothingElseUntilTheLastPinIsGone() throws IOException {
    tiny.writeAdapter(folder, 1, 4);
    long bytes = Files.size(folder.resolve(Adapter.WEIGHTS));
    Adapter adapter = Adapter.open(folder, tiny.config(), ledger);
    assertEquals(bytes, ledger.bytes(Ledger.Owner.ADAPTERS));
    assertEquals(bytes, ledger.total());
    LowRank pair = adapter.pair(0, Projection.Q).orElseThrow();
    float[] before = new float[pair.a().columns()];
    WeightRow.read(pair.a(), 0, before, 0);

    Pin pin = adapter.pin();
    adapter.close();
    assertEquals(bytes, ledger.total());
    float[] after = new float[before.length];
    WeightRow.read(pair.a(), 0, after, 0);
    assertArrayEquals(before, after);

    pin.close();
    assertEquals(0, ledger.total());
    assertThrows(IllegalStateException.class, () -> WeightRow.read(pair.a(), 0, after, 0));
  }

  @Test
  void anAdapterForAnotherShapeIsRefused() throws IOException {
    tiny.writeAdapter(folder, 1, 4);
    assertThrows(
        IncompatibleBundleException.class, () -> Adapter.open(folder, TinyBase.shapeS(), ledger));
  }
}
