// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// A byte-level vocabulary of any size whose merges were drawn: 256 bytes, merges of two earlier
/// tokens, one begin and one end token. It means nothing and encodes everything.
final class RandomVocabulary {
  private static final int SPECIALS = 2;
  private static final int LONGEST = 12;

  private final List<String> tokens;
  private final List<String[]> merges = new ArrayList<>();

  RandomVocabulary(int size, long seed) {
    Set<String> known = new LinkedHashSet<>(bytes());
    List<String> drawn = new ArrayList<>(known);
    Random random = new Random(seed);
    while (known.size() < size - SPECIALS) {
      String left = drawn.get(random.nextInt(drawn.size()));
      String right = drawn.get(random.nextInt(Math.min(drawn.size(), 900)));
      if (left.length() + right.length() <= LONGEST && known.add(left + right)) {
        drawn.add(left + right);
        merges.add(new String[] {left, right});
      }
    }
    drawn.add("<|begin|>");
    drawn.add("<|end|>");
    tokens = List.copyOf(drawn);
  }

  /// GPT-2's printable stand-ins for the 256 bytes.
  private static List<String> bytes() {
    List<String> out = new ArrayList<>();
    int spare = 256;
    for (int b = 0; b < 256; b++) {
      boolean printable = (b > 32 && b < 127) || (b > 160 && b != 173);
      out.add(String.valueOf((char) (printable ? b : spare++)));
    }
    return out;
  }

  List<String> tokens() {
    return tokens;
  }

  /// Each as GGUF lists it: two tokens and a space between.
  List<String> mergeLines() {
    return merges.stream().map(pair -> pair[0] + " " + pair[1]).toList();
  }

  /// As Hugging Face's `tokenizer.json`.
  byte[] json() {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    ObjectNode root = nodes.objectNode().put("version", "1.0");
    root.putNull("truncation").putNull("padding");
    ArrayNode added = root.putArray("added_tokens");
    for (int id = tokens.size() - SPECIALS; id < tokens.size(); id++) {
      added
          .addObject()
          .put("id", id)
          .put("content", tokens.get(id))
          .put("single_word", false)
          .put("lstrip", false)
          .put("rstrip", false)
          .put("normalized", false)
          .put("special", true);
    }
    root.putNull("normalizer");
    root.set("pre_tokenizer", byteLevel());
    root.putNull("post_processor");
    root.set("decoder", byteLevel());
    ObjectNode model = root.putObject("model").put("type", "BPE").putNull("dropout");
    model.putNull("unk_token").putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
    model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
    ObjectNode vocabulary = model.putObject("vocab");
    for (int id = 0; id < tokens.size(); id++) {
      vocabulary.put(tokens.get(id), id);
    }
    ArrayNode list = model.putArray("merges");
    merges.forEach(pair -> list.addArray().add(pair[0]).add(pair[1]));
    return root.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static ObjectNode byteLevel() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", true)
        .put("use_regex", true);
  }
}
