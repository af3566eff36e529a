// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.vocab;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Pre-tokenizers by the name that GGUF gives them. The expressions are those that the models'
/// authors published in their `tokenizer.json`; which name means which is llama.cpp's table.
///
/// Where llama.cpp only approximates the published expression (`tekken`, `gpt-4o`: its own leave
/// combining marks and capital letters beyond ASCII apart), the published one stands here, since
/// the model was trained with it.
final class PreTokenizers {
  private static final String GPT2 =
      "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
  private static final String CONTRACTION = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
  private static final String WORD = "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+";
  private static final String SIGNS = "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*";
  private static final String SPACES = "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  private static final String LLAMA3 = CONTRACTION + WORD + "|\\p{N}{1,3}" + SIGNS + SPACES;
  private static final String QWEN2 = CONTRACTION + WORD + "|\\p{N}" + SIGNS + SPACES;
  private static final String QWEN35 =
      CONTRACTION
          + "|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}"
          + "| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*"
          + SPACES;

  /// Words whose capitals come first: `Word`, `WORD`, `word`, but not `woRD`.
  private static final String UPPER = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";

  private static final String LOWER = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
  private static final String BEFORE = "[^\\r\\n\\p{L}\\p{N}]?";
  private static final String CODE_SIGNS = "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*";
  private static final String TEKKEN =
      (BEFORE + UPPER + "*" + LOWER + "+|" + BEFORE + UPPER + "+" + LOWER + "*|\\p{N}")
          + (CODE_SIGNS + SPACES);
  private static final String GPT4O =
      (BEFORE + UPPER + "*" + LOWER + "+" + CONTRACTION + "?|")
          + (BEFORE + UPPER + "+" + LOWER + "*" + CONTRACTION + "?|\\p{N}{1,3}")
          + (CODE_SIGNS + SPACES);
  private static final String DEEPSEEK3_WORDS =
      "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+"
          + "|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*"
          + SPACES;
  private static final String DEEPSEEK_HAN = "[一-龥\u0800-一가-\uD7FF]+";
  private static final String SCANDINAVIAN = " ?[^(\\s|.,!?…。，、।۔،)]+";
  private static final String SEED_CODER =
      CONTRACTION + WORD + "|\\p{N}| ?[^\\s\\p{L}\\p{N}\\r\\n]+" + SPACES;
  private static final String BAILING =
      ("'(?i:[sdmt]|ll|ve|re)" + WORD + "|\\p{N}" + SIGNS) + "|\\s*[\\r\\n]|\\s+(?!\\S)|\\s+";

  private static final Map<String, PreTokenizer> BY_NAME = table();

  private PreTokenizers() {}

  static Optional<PreTokenizer> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  static SortedSet<String> names() {
    return new TreeSet<>(BY_NAME.keySet());
  }

  private static Map<String, PreTokenizer> table() {
    Map<String, PreTokenizer> table = new HashMap<>();
    put(
        table,
        true,
        true,
        "llama3 llama-v3 llama-bpe falcon3 falcon-h1 pixtral midm-2.0 lfm2",
        LLAMA3);
    put(table, true, true, "tekken", TEKKEN);
    put(table, false, false, "dbrx smaug-bpe chatglm-bpe glm4", LLAMA3);
    put(table, false, false, "qwen2 deepseek-r1-qwen kormo megrez stablelm2 hunyuan grok-2", QWEN2);
    put(table, false, false, "qwen35", QWEN35);
    put(table, false, false, "gpt-2 phi-2 gigachat mellum exaone4 mpt olmo jais trillion", GPT2);
    put(
        table,
        false,
        false,
        "smollm starcoder refact command-r codeshell exaone minerva-7b mellum2",
        "\\p{N}",
        GPT2);
    put(table, false, false, "gpt-4o llama4 kanana2", GPT4O);
    put(table, false, false, "falcon", "[\\p{P}\\$\\+<=>\\^~\\|`]+", GPT2, "[0-9][0-9][0-9]");
    put(
        table,
        false,
        false,
        "default",
        "[\\p{P}\\$\\+<=>\\^~\\|]+",
        GPT2,
        "\\p{N}+",
        "[0-9][0-9][0-9]");
    put(
        table,
        false,
        false,
        "deepseek-coder",
        "[\\r\\n]",
        "\\s?\\p{L}+",
        "\\s?\\p{P}+",
        DEEPSEEK_HAN,
        "\\p{N}");
    put(
        table,
        false,
        false,
        "deepseek-llm",
        "[\\r\\n]",
        "\\s?" + CasedLetters.CLASS + "+",
        "\\s?[!-/:-~！-／：-～‘-‟\u3000-。]+",
        "\\s+$",
        DEEPSEEK_HAN,
        "\\p{N}+");
    put(
        table,
        false,
        false,
        "deepseek-v3 hunyuan-dense joyai-llm",
        "\\p{N}{1,3}",
        "[一-龥\u3040-ゟ゠-ヿ]+",
        DEEPSEEK3_WORDS);
    put(table, false, false, "bloom poro-chat gpt3-finnish", SCANDINAVIAN);
    put(table, false, false, "viking", SCANDINAVIAN, "\\p{N}");
    put(table, false, false, "seed-coder", SEED_CODER);
    put(table, false, false, "bailingmoe bailingmoe2 llada-moe", BAILING);
    return Map.copyOf(table);
  }

  private static void put(
      Map<String, PreTokenizer> table,
      boolean wholeFirst,
      boolean begins,
      String names,
      String... splits) {
    for (String name : names.split(" ", -1)) {
      table.put(name, new PreTokenizer(List.of(splits), wholeFirst, begins));
    }
  }
}
