// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.vocab;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.bundle.IncompatibleBundleException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A byte-level vocabulary in the files of Hugging Face's older classes: `vocab.json` with the ids,
/// `merges.txt`, and added tokens in whatever of three files. What these do not say, how text is
/// cut before it is merged, is known of the class that `tokenizer_config.json` names.
///
/// @see "transformers, convert_slow_tokenizer.py: GPT2Converter, Qwen2Converter"
final class BytePairFiles {
  static final String IDS = "vocab.json";
  static final String MERGES = "merges.txt";
  private static final String OPTIONS = "tokenizer_config.json";
  private static final int MOST = 1 << 20;
  private static final int MOST_UNMADE = 64;

  /// Token by id; what is missing between is none.
  private final TreeMap<Integer, String> texts = new TreeMap<>();

  private final TreeMap<Integer, TokenKind> added = new TreeMap<>();
  private final JsonNode options;

  /// @param ids of `vocab.json`
  /// @param options of `tokenizer_config.json`; may be missing
  BytePairFiles(JsonNode ids, JsonNode options) {
    this.options = options;
    for (Map.Entry<String, JsonNode> token : ids.properties()) {
      put(IDS, token.getKey(), token.getValue().asInt(-1));
    }
    if (texts.isEmpty()) {
      throw new CorruptBundleException(IDS, -1, "no token");
    }
    for (Map.Entry<String, JsonNode> token : options.path("added_tokens_decoder").properties()) {
      boolean special = token.getValue().path("special").asBoolean(false);
      String id = token.getKey().matches("\\d{1,9}") ? token.getKey() : "-1";
      add(OPTIONS, token.getValue().path("content").asText(), Integer.parseInt(id), special);
    }
  }

  private void put(String file, String text, int id) {
    if (id < 0 || id >= MOST) {
      throw new CorruptBundleException(
          file, -1, TokenList.clip(text) + " has no id from 0 to " + (MOST - 1));
    }
    String before = texts.put(id, text);
    if (before != null && !before.equals(text)) {
      throw new CorruptBundleException(
          file,
          -1,
          "id %d is %s and %s".formatted(id, TokenList.clip(before), TokenList.clip(text)));
    }
  }

  private void add(String file, String text, int id, boolean special) {
    put(file, text, id);
    added.put(id, special ? TokenKind.CONTROL : TokenKind.USER_DEFINED);
  }

  /// @param later `added_tokens.json`: ids by spelling, all of them control tokens unless
  ///   `tokenizer_config.json` says otherwise
  /// @param special `special_tokens_map.json`: spellings that are control tokens
  TokenList tokens(JsonNode later, JsonNode special) {
    for (Map.Entry<String, JsonNode> token : later.properties()) {
      int id = token.getValue().asInt(-1);
      if (!added.containsKey(id)) {
        add("added_tokens.json", token.getKey(), id, true);
      }
    }
    List<String> named = new ArrayList<>();
    for (JsonNode source : List.of(special, options)) {
      for (Map.Entry<String, JsonNode> field : source.properties()) {
        if (field.getKey().endsWith("_token") || field.getKey().endsWith("_special_tokens")) {
          JsonNode value = field.getValue();
          (value.isArray() ? value : List.of(value)).forEach(token -> named.add(spelling(token)));
        }
      }
    }
    List<String> list = new ArrayList<>();
    List<TokenKind> kinds = new ArrayList<>();
    for (int id = 0; id <= texts.lastKey(); id++) {
      String text = texts.getOrDefault(id, "");
      list.add(text);
      TokenKind kind = text.isEmpty() ? TokenKind.UNUSED : TokenKind.NORMAL;
      kinds.add(named.contains(text) ? TokenKind.CONTROL : added.getOrDefault(id, kind));
    }
    return new TokenList(IDS, list, kinds);
  }

  /// A token, which is a text or an object with one.
  static String spelling(JsonNode token) {
    return token.isTextual() ? token.textValue() : token.path("content").asText();
  }

  /// @param lines of `merges.txt`, its comment in front included
  static List<String[]> merges(List<String> lines, TokenList tokens) {
    List<String> pairs = new ArrayList<>(lines);
    if (!pairs.isEmpty() && pairs.getFirst().startsWith("#version")) {
      pairs.removeFirst();
    }
    pairs.removeIf(String::isEmpty);
    if (pairs.isEmpty()) {
      throw new CorruptBundleException(MERGES, -1, "no merge");
    }
    List<String[]> merges = MergeLines.read(MERGES, pairs, tokens);
    requireWhole(merges, tokens);
    return merges;
  }

  /// A list that was cut short is as well-formed as a whole one, but then many tokens are there
  /// that no merge makes. A few are in any: reserved ones that no file calls added.
  private static void requireWhole(List<String[]> merges, TokenList tokens) {
    Set<String> made = new HashSet<>();
    merges.forEach(pair -> made.add(pair[0] + pair[1]));
    int unmade = 0;
    String last = "";
    for (int id = 0; id < tokens.size(); id++) {
      String text = tokens.text(id);
      if (tokens.kind(id) == TokenKind.NORMAL && text.length() > 1 && !made.contains(text)) {
        unmade++;
        last = text;
      }
    }
    if (unmade > MOST_UNMADE) {
      throw new CorruptBundleException(
          MERGES,
          -1,
          "no merge makes %d of the tokens, such as %s: is it cut short?"
              .formatted(unmade, TokenList.clip(last)));
    }
  }

  /// GPT-2's class also stands for vocabularies that were made of text whose digits stood alone:
  /// those have no token of two digits.
  ///
  /// @throws IncompatibleBundleException another class: text would be cut wrongly
  PreTokenizer preTokenizer(TokenList tokens) {
    String type = options.path("tokenizer_class").asText("missing");
    if (options.path("add_prefix_space").asBoolean(false)) {
      throw new IncompatibleBundleException(OPTIONS, "add_prefix_space", "false", "true");
    }
    String name =
        switch (type) {
          case "Qwen2Tokenizer", "Qwen2TokenizerFast" -> "qwen2";
          case "GPT2Tokenizer", "GPT2TokenizerFast" -> joinsDigits(tokens) ? "gpt-2" : "smollm";
          default ->
              throw new IncompatibleBundleException(
                  OPTIONS,
                  "tokenizer_class",
                  "Qwen2Tokenizer or GPT2Tokenizer beside " + IDS + ", else a tokenizer.json",
                  TokenList.clip(type));
        };
    return PreTokenizers.named(name).orElseThrow();
  }

  private static boolean joinsDigits(TokenList tokens) {
    for (int id = 0; id < tokens.size(); id++) {
      if (tokens.kind(id) == TokenKind.NORMAL && tokens.text(id).matches("Ġ?[0-9]{2,}|Ġ[0-9]")) {
        return true;
      }
    }
    return false;
  }

  /// Qwen's own class composes characters first.
  boolean composes() {
    return options.path("tokenizer_class").asText().startsWith("Qwen2");
  }
}
