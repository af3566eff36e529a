// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.engine.bundle.IncompatibleBundleException;
import dev.hob.engine.bundle.ModelConfig;
import dev.hob.engine.memory.Ledger;
import dev.hob.forge.gguf.GgmlType;
import dev.hob.forge.gguf.GgufFile;
import dev.hob.forge.gguf.GgufWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufConfigTest {
  @TempDir Path folder;

  /// @param family as GGUF names it
  private static GgufWriter file(String family, int layers, int width, int heads, int headDim) {
    return new GgufWriter()
        .text("general.architecture", family)
        .u32(family + ".block_count", layers)
        .u32(family + ".context_length", 8192)
        .u32(family + ".embedding_length", width)
        .u32(family + ".feed_forward_length", 1024)
        .u32(family + ".attention.head_count", heads)
        .u32(family + ".attention.head_count_kv", heads / 2)
        .u32(family + ".attention.key_length", headDim)
        .f32(family + ".attention.layer_norm_rms_epsilon", 1e-6f)
        .tensor("token_embd.weight", GgmlType.F32, new long[] {2, 16}, new byte[128]);
  }

  private ObjectNode config(GgufWriter writer) throws IOException {
    Path path = folder.resolve("m.gguf");
    writer.write(path);
    try (GgufFile gguf = GgufFile.open(path, new Ledger())) {
      return GgufConfig.of("m.gguf", gguf);
    }
  }

  private ModelConfig parsed(GgufWriter writer) throws IOException {
    return ModelConfig.parse(config(writer).toString().getBytes(StandardCharsets.UTF_8));
  }

  /// Values of the models' own `config.json`.
  @Test
  void onlyTheLargestGemmasHaveAScaleThatIsNotThatOfTheirHeads() throws IOException {
    assertEquals(256, scalar(file("gemma2", 26, 2304, 8, 256)), "2B");
    assertEquals(256, scalar(file("gemma2", 42, 3584, 16, 256)), "9B");
    assertEquals(144, scalar(file("gemma2", 46, 4608, 32, 128)), "27B");
    assertEquals(256, scalar(file("gemma3", 34, 2560, 8, 256)), "4B");
    assertEquals(256, scalar(file("gemma3", 46, 3840, 16, 256)), "gemma 2's number of layers");
    assertEquals(168, scalar(file("gemma3", 62, 5376, 32, 128)), "27B");
  }

  private double scalar(GgufWriter writer) throws IOException {
    double scale = parsed(writer).attention().scale();
    return Math.round(1 / (scale * scale));
  }

  @Test
  void aWindowIsGemmasOwnAndNotLlamas() throws IOException {
    assertEquals(
        24,
        parsed(file("gemma2", 4, 64, 4, 16).u32("gemma2.attention.sliding_window", 24))
            .attention()
            .window());
    assertEquals(4096, parsed(file("gemma2", 4, 64, 4, 16)).attention().window());
    assertEquals(
        0,
        parsed(file("llama", 4, 64, 4, 16).u32("llama.attention.sliding_window", 24))
            .attention()
            .window());
  }

  @Test
  void whatIsNotRunIsRefusedByKey() throws IOException {
    refused(file("llama", 4, 64, 4, 16).u32("llama.expert_count", 8), "llama.expert_count");
    refused(
        file("llama", 4, 64, 4, 16).text("llama.rope.scaling.type", "xpos"),
        "llama.rope.scaling.type");
    refused(file("mamba", 4, 64, 4, 16), "general.architecture");
  }

  private void refused(GgufWriter writer, String key) {
    IncompatibleBundleException e =
        assertThrows(IncompatibleBundleException.class, () -> config(writer));
    assertTrue(String.valueOf(e.getMessage()).contains(key), e.getMessage());
  }
}
