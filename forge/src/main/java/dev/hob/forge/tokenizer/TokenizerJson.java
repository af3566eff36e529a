// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Hugging Face's `tokenizer.json`, as its `tokenizers` library and DJL read it.
public final class TokenizerJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TokenizerJson() {}

  /// Writes a tokenizer; equal tokenizers give equal bytes.
  ///
  /// @throws IOException if the file cannot be written
  public static void write(BpeTokenizer tokenizer, Path file) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("version", "1.0").putNull("truncation").putNull("padding");
    ArrayNode added = root.putArray("added_tokens");
    List<String> names = SpecialTokens.names();
    for (int i = 0; i < names.size(); i++) {
      added.add(addedToken(i, SpecialTokens.written(names.get(i))));
    }
    root.putNull("normalizer");
    ObjectNode sequence = root.putObject("pre_tokenizer").put("type", "Sequence");
    ArrayNode steps = sequence.putArray("pretokenizers");
    ObjectNode split = steps.addObject().put("type", "Split");
    split.putObject("pattern").put("Regex", PreSplit.REGEX);
    split.put("behavior", "Isolated").put("invert", false);
    steps.add(byteLevel());
    root.putNull("post_processor");
    root.set("decoder", byteLevel());
    root.set("model", model(tokenizer));
    Files.write(file, JSON.writeValueAsBytes(root));
  }

  /// Reads a tokenizer whose vocabulary has this project's order of ids.
  ///
  /// @throws IOException if the file cannot be read, or is another kind of tokenizer
  static BpeTokenizer read(Path file) throws IOException {
    JsonNode model = JSON.readTree(Files.readAllBytes(file)).path("model");
    if (!model.path("type").asText().equals("BPE") || !model.path("merges").isArray()) {
      throw new IOException(file + ": not a byte-level BPE tokenizer");
    }
    Map<String, Integer> idOf = new HashMap<>();
    model.path("vocab").properties().forEach(e -> idOf.put(e.getKey(), e.getValue().asInt()));
    List<int[]> merges = new ArrayList<>();
    for (JsonNode merge : model.path("merges")) {
      merges.add(new int[] {plainId(file, idOf, merge, 0), plainId(file, idOf, merge, 1)});
    }
    return new BpeTokenizer(merges);
  }

  private static int plainId(Path file, Map<String, Integer> idOf, JsonNode merge, int side)
      throws IOException {
    String token = merge.isArray() ? merge.path(side).asText() : merge.asText().split(" ")[side];
    Integer id = idOf.get(token);
    if (id == null || id < SpecialTokens.COUNT) {
      throw new IOException(file + ": merge of an unknown token: " + token);
    }
    return id - SpecialTokens.COUNT;
  }

  private static ObjectNode addedToken(int id, String content) {
    ObjectNode token = JSON.createObjectNode().put("id", id).put("content", content);
    return token
        .put("single_word", false)
        .put("lstrip", false)
        .put("rstrip", false)
        .put("normalized", false)
        .put("special", true);
  }

  private static ObjectNode byteLevel() {
    return JSON.createObjectNode()
        .put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", false)
        .put("use_regex", false);
  }

  private static ObjectNode model(BpeTokenizer tokenizer) {
    ObjectNode model = JSON.createObjectNode().put("type", "BPE").putNull("dropout");
    model.putNull("unk_token").putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
    model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
    ObjectNode vocab = model.putObject("vocab");
    for (int id = 0; id < tokenizer.size(); id++) {
      vocab.put(written(tokenizer, id), id);
    }
    ArrayNode merges = model.putArray("merges");
    for (int[] pair : tokenizer.merges()) {
      merges
          .addArray()
          .add(written(tokenizer, SpecialTokens.COUNT + pair[0]))
          .add(written(tokenizer, SpecialTokens.COUNT + pair[1]));
    }
    return model;
  }

  private static String written(BpeTokenizer tokenizer, int id) {
    return id < SpecialTokens.COUNT
        ? SpecialTokens.written(SpecialTokens.names().get(id))
        : ByteAlphabet.write(tokenizer.bytesOf(id));
  }
}
