// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.testing;

import dev.hob.engine.tokenizer.ByteLevel;
import dev.hob.forge.gguf.GgmlType;
import dev.hob.forge.gguf.GgufWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/// A vocabulary of some 1,400 tokens, trained on the golden texts without any pre-tokenizer, so
/// that its merges cross every border that a pre-tokenizer may draw: a border drawn elsewhere shows
/// in the ids. The same call gives the same vocabulary.
///
/// @param model `gpt2` or `llama`, as GGUF names them
/// @param pre name of the pre-tokenizer; empty for `llama`
/// @param spacePrefix a space is put before text (`llama` only)
/// @param types with GGUF's numbers
/// @param merges pairs joined by a space (`gpt2` only)
/// @param scores one a token (`llama` only)
public record SmallVocabulary(
    String model,
    String pre,
    boolean spacePrefix,
    List<String> tokens,
    List<Integer> types,
    List<String> merges,
    List<Float> scores) {
  private static final int MERGES = 1000;
  private static final Set<String> RESERVED =
      Set.of(
          "<|begin|>",
          "<|end|>",
          "<h1>",
          "<unk>",
          "<s>",
          "</s>",
          "[INST]",
          "[/INST]",
          "<start_of_turn>",
          "<end_of_turn>");
  private static final int NORMAL = 1;
  private static final int UNKNOWN = 2;
  private static final int CONTROL = 3;
  private static final int USER_DEFINED = 4;
  private static final int UNUSED = 5;
  private static final int BYTE = 6;

  /// Bytes, merges, then `<|begin|>` and `<|end|>`, an ordinary added token and two padding ids.
  ///
  /// @param pre name of a pre-tokenizer, e.g. `qwen2`
  public static SmallVocabulary byteLevel(String pre) {
    List<String> tokens = new ArrayList<>();
    List<Integer> types = new ArrayList<>();
    for (int value = 0; value < 256; value++) {
      add(tokens, types, String.valueOf(ByteLevel.spelling(value)), NORMAL);
    }
    List<String> merges = new ArrayList<>();
    for (String[] pair :
        MergeTrainer.train(texts(SmallVocabulary::spelledBytes), RESERVED, MERGES)) {
      merges.add(pair[0] + " " + pair[1]);
      add(tokens, types, pair[0] + pair[1], NORMAL);
    }
    add(tokens, types, "<|begin|>", CONTROL);
    add(tokens, types, "<|end|>", CONTROL);
    add(tokens, types, "<h1>", USER_DEFINED);
    add(tokens, types, "[PAD0]", UNUSED);
    add(tokens, types, "[PAD1]", UNUSED);
    return new SmallVocabulary("gpt2", pre, false, tokens, types, merges, List.of());
  }

  /// `<unk>`, `<s>`, `</s>`, byte tokens, merged pieces, characters, then turns and instructions as
  /// control tokens and an ordinary added one.
  ///
  /// @param spacePrefix as Llama 2, Mistral and Phi-3; without it runs of spaces and of newlines
  ///   are added tokens, as in Gemma
  public static SmallVocabulary sentencePiece(boolean spacePrefix) {
    List<String> tokens = new ArrayList<>();
    List<Integer> types = new ArrayList<>();
    add(tokens, types, "<unk>", UNKNOWN);
    add(tokens, types, "<s>", CONTROL);
    add(tokens, types, "</s>", CONTROL);
    for (int value = 0; value < 256; value++) {
      add(tokens, types, String.format(Locale.ROOT, "<0x%02X>", value), BYTE);
    }
    List<List<String>> runs =
        texts(SmallVocabulary::characters).stream().flatMap(SmallVocabulary::knownRuns).toList();
    for (String[] pair : MergeTrainer.train(runs, RESERVED, MERGES)) {
      add(tokens, types, pair[0] + pair[1], NORMAL);
    }
    runs.stream().flatMap(List::stream).distinct().forEach(c -> add(tokens, types, c, NORMAL));
    for (String control : List.of("<start_of_turn>", "<end_of_turn>", "[INST]", "[/INST]")) {
      add(tokens, types, control, CONTROL);
    }
    add(tokens, types, "<h1>", USER_DEFINED);
    for (int run = 2; run <= 8 && !spacePrefix; run++) {
      add(tokens, types, " ".repeat(run), USER_DEFINED);
      add(tokens, types, "\n".repeat(run), USER_DEFINED);
    }
    List<Float> scores = new ArrayList<>();
    for (int id = 0; id < tokens.size(); id++) {
      scores.add(types.get(id) == NORMAL ? (float) (259 - id) : 0f);
    }
    return new SmallVocabulary("llama", "", spacePrefix, tokens, types, List.of(), scores);
  }

  private static void add(List<String> tokens, List<Integer> types, String token, int type) {
    if (!tokens.contains(token)) {
      tokens.add(token);
      types.add(type);
    }
  }

  private static List<List<String>> texts(Function<String, List<String>> cut) {
    return GoldenText.all().stream().map(golden -> cut.apply(golden.text())).toList();
  }

  private static List<String> spelledBytes(String text) {
    List<String> symbols = new ArrayList<>();
    for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
      symbols.add(String.valueOf(ByteLevel.spelling(value)));
    }
    return symbols;
  }

  /// Stretches between characters that are left out of the vocabulary, which fall back to bytes.
  private static Stream<List<String>> knownRuns(List<String> characters) {
    List<List<String>> runs = new ArrayList<>();
    runs.add(new ArrayList<>());
    for (String character : characters) {
      if (character.codePointAt(0) < 0x3000 || character.hashCode() % 3 == 0) {
        runs.getLast().add(character);
      } else {
        runs.add(new ArrayList<>());
      }
    }
    return runs.stream();
  }

  private static List<String> characters(String text) {
    return text.replace(' ', '▁').codePoints().mapToObj(Character::toString).toList();
  }

  /// Id of a token; -1: there is none.
  public int id(String token) {
    return tokens.indexOf(token);
  }

  /// Adds this vocabulary to a model's metadata.
  public GgufWriter writeTo(GgufWriter out) {
    out.text("tokenizer.ggml.model", model).texts("tokenizer.ggml.tokens", tokens);
    out.i32s("tokenizer.ggml.token_type", ints(types));
    if (model.equals("gpt2")) {
      out.text("tokenizer.ggml.pre", pre).texts("tokenizer.ggml.merges", merges);
      out.u32("tokenizer.ggml.bos_token_id", id("<|begin|>"));
      out.u32("tokenizer.ggml.eos_token_id", id("<|end|>"));
    } else {
      float[] values = new float[scores.size()];
      for (int id = 0; id < values.length; id++) {
        values[id] = scores.get(id);
      }
      out.text("tokenizer.ggml.pre", "default").f32s("tokenizer.ggml.scores", values);
      out.truth("tokenizer.ggml.add_space_prefix", spacePrefix);
      out.u32("tokenizer.ggml.bos_token_id", 1).u32("tokenizer.ggml.eos_token_id", 2);
      out.u32("tokenizer.ggml.unknown_token_id", 0);
    }
    return out;
  }

  /// Writes a Llama model of one layer around this vocabulary, all weights zero: enough to ask
  /// another program for its ids.
  public void writeModel(Path file) throws IOException {
    int width = 32;
    GgufWriter out = new GgufWriter().text("general.architecture", "llama");
    out.text("general.name", "random").u32("llama.block_count", 1);
    out.u32("llama.context_length", 4096).u32("llama.embedding_length", width);
    out.u32("llama.feed_forward_length", width).u32("llama.attention.head_count", 1);
    out.u32("llama.vocab_size", tokens.size());
    out.f32("llama.attention.layer_norm_rms_epsilon", 1e-5f);
    writeTo(out);
    zeros(out, "token_embd", tokens.size(), width);
    zeros(out, "output_norm", width);
    zeros(out, "blk.0.attn_norm", width);
    zeros(out, "blk.0.ffn_norm", width);
    for (String matrix :
        "attn_q attn_k attn_v attn_output ffn_gate ffn_up ffn_down".split(" ", -1)) {
      zeros(out, "blk.0." + matrix, width, width);
    }
    out.write(file);
  }

  private static void zeros(GgufWriter out, String name, long... shape) {
    int count = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    out.tensor(name + ".weight", GgmlType.F32, shape, new byte[4 * count]);
  }

  private static int[] ints(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  public String toString() {
    String space = spacePrefix ? " with a space in front" : "";
    return model + space + (pre.isEmpty() ? "" : " " + pre);
  }

  /// All kinds: one pre-tokenizer of each sort, then SentencePiece with and without a space.
  public static List<SmallVocabulary> kinds() {
    String names =
        "llama-bpe smaug-bpe qwen2 qwen35 gpt-2 smollm default tekken gpt-4o falcon deepseek-llm"
            + " deepseek-coder deepseek-v3 bloom viking seed-coder bailingmoe";
    SmallVocabulary first = byteLevel("llama-bpe");
    return Stream.concat(
            Arrays.stream(names.split(" ", -1)).map(first::withPre),
            Stream.of(sentencePiece(true), sentencePiece(false)))
        .toList();
  }

  private SmallVocabulary withPre(String name) {
    return new SmallVocabulary(model, name, spacePrefix, tokens, types, merges, scores);
  }
}
