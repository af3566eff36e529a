// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.vocab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.hob.engine.bundle.CorruptBundleException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// The vocabulary of a Hugging Face folder: `tokenizer.json` as it is, or made from
/// `tokenizer.model` or from `vocab.json` and `merges.txt` where only those are there.
public final class FolderVocabulary {
  private static final String FILE = "tokenizer.json";
  private static final String PIECES = "tokenizer.model";
  private static final String ADDED = "added_tokens.json";
  private static final long LIMIT = 64L << 20;
  private static final long SMALL = 4L << 20;
  private static final int MOST_ADDED = 1 << 16;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path folder;
  private final JsonNode options;

  private FolderVocabulary(Path folder) {
    this.folder = folder;
    options = optional("tokenizer_config.json");
  }

  /// @throws CorruptBundleException no tokenizer is there, or it is malformed
  /// @throws dev.hob.engine.bundle.IncompatibleBundleException a `tokenizer.model` of another kind
  public static ImportedVocabulary read(Path folder) {
    FolderVocabulary vocabulary = new FolderVocabulary(folder);
    if (Files.exists(folder.resolve(FILE))) {
      return vocabulary.asItIs();
    }
    if (Files.exists(folder.resolve(PIECES))) {
      return vocabulary.fromPieces();
    }
    if (Files.exists(folder.resolve(BytePairFiles.IDS))) {
      return vocabulary.fromPairs();
    }
    throw new CorruptBundleException(
        FILE,
        -1,
        "missing, and neither "
            + PIECES
            + " nor "
            + BytePairFiles.IDS
            + " is there: a folder without tokenizer");
  }

  private JsonNode optional(String name) {
    return Files.exists(folder.resolve(name)) ? json(name, SMALL) : MissingNode.getInstance();
  }

  private JsonNode json(String name, long limit) {
    try {
      return MAPPER.readTree(bytes(name, limit));
    } catch (IOException e) {
      throw new CorruptBundleException(name, 0, "not JSON: " + TokenList.clip(e.getMessage()));
    }
  }

  /// Follows links: a folder of Hugging Face's own cache holds nothing else.
  private byte[] bytes(String name, long limit) {
    Path file = folder.resolve(name);
    try {
      long size = Files.size(file);
      if (size > limit || !Files.isRegularFile(file)) {
        throw new CorruptBundleException(name, -1, size + " bytes, at most " + limit);
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new CorruptBundleException(name, -1, "cannot be read: " + e.getMessage());
    }
  }

  private ImportedVocabulary asItIs() {
    byte[] json = bytes(FILE, LIMIT);
    TokenizerOutline outline = TokenizerOutline.read(FILE, json);
    int begin = outline.begin();
    if (options.path("add_bos_token").isBoolean()) {
      boolean adds = options.path("add_bos_token").booleanValue();
      int bos = outline.added().getOrDefault(spelling("bos_token"), -1);
      begin = adds ? Math.max(bos, begin) : -1;
    }
    List<Integer> ends = named(outline.added());
    TokenList.ENDS.stream()
        .map(end -> outline.added().getOrDefault(end, -1))
        .filter(id -> id >= 0 && !ends.contains(id))
        .sorted()
        .forEach(ends::add);
    return new ImportedVocabulary(json, outline.size(), begin, ends);
  }

  /// Ids that the folder's own files name as ends, without repetition.
  private List<Integer> named(Map<String, Integer> added) {
    List<Integer> ends = new ArrayList<>();
    for (String name : List.of("generation_config.json", "config.json")) {
      JsonNode value = optional(name).path("eos_token_id");
      for (JsonNode id : value.isArray() ? value : List.of(value)) {
        add(ends, id.asInt(-1));
      }
    }
    add(ends, added.getOrDefault(spelling("eos_token"), -1));
    return ends;
  }

  private static void add(List<Integer> ends, int id) {
    if (id >= 0 && !ends.contains(id)) {
      ends.add(id);
    }
  }

  /// A token of `tokenizer_config.json`, which is a text or an object with one.
  private String spelling(String field) {
    return BytePairFiles.spelling(options.path(field));
  }

  private ImportedVocabulary fromPairs() {
    BytePairFiles files = new BytePairFiles(json(BytePairFiles.IDS, LIMIT), options);
    TokenList tokens = files.tokens(optional(ADDED), optional("special_tokens_map.json"));
    String lines = new String(bytes(BytePairFiles.MERGES, LIMIT), StandardCharsets.UTF_8);
    List<String[]> merges = BytePairFiles.merges(lines.lines().toList(), tokens);
    PreTokenizer pre = files.preTokenizer(tokens);
    byte[] json = new TokenizerJsonWriter(tokens, merges, false).byteLevel(pre, files.composes());
    boolean begins = options.path("add_bos_token").asBoolean(false);
    int begin = begins ? tokens.id(spelling("bos_token")) : -1;
    List<Integer> ends = named(Map.of());
    add(ends, tokens.id(spelling("eos_token")));
    return new ImportedVocabulary(json, tokens.size(), begin, tokens.ends(ends));
  }

  private ImportedVocabulary fromPieces() {
    SentencePieceModel model = SentencePieceModel.parse(PIECES, bytes(PIECES, LIMIT));
    List<String> texts = new ArrayList<>(model.texts());
    List<TokenKind> kinds = new ArrayList<>(model.kinds());
    addLater(texts, kinds);
    TokenList tokens = new TokenList(PIECES, texts, kinds);
    List<String[]> merges = ScoreMerges.of(tokens, Arrays.copyOf(model.scores(), texts.size()));
    byte[] json = new TokenizerJsonWriter(tokens, merges, false).sentencePiece(model.spacePrefix());
    boolean begins = options.path("add_bos_token").asBoolean(true);
    List<Integer> ends = named(Map.of());
    add(ends, model.end());
    return new ImportedVocabulary(
        json,
        tokens.size(),
        begins && tokens.isToken(model.begin()) ? model.begin() : -1,
        tokens.ends(ends));
  }

  /// `added_tokens.json`: tokens beyond the pieces, all of them control tokens.
  private void addLater(List<String> texts, List<TokenKind> kinds) {
    int limit = texts.size() + MOST_ADDED;
    for (Map.Entry<String, JsonNode> added : optional(ADDED).properties()) {
      int id = added.getValue().asInt(-1);
      if (id < 0 || id >= limit) {
        throw new CorruptBundleException(
            ADDED, -1, "id " + added.getValue() + ", expected 0 to " + (limit - 1));
      }
      while (texts.size() <= id) {
        texts.add("");
        kinds.add(TokenKind.UNUSED);
      }
      if (texts.get(id).isEmpty()) {
        texts.set(id, added.getKey());
        kinds.set(id, TokenKind.CONTROL);
      }
    }
  }
}
