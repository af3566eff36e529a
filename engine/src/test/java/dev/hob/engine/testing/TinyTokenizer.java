// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.testing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.engine.tokenizer.ByteLevel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// `tokenizer.json` of the tiny base: the 128 special tokens of Hob's own bases, all bytes, some
/// merges of English.
final class TinyTokenizer {
  private static final String NAMED =
      "pad bos eos summarize prioritize proofread friendly professional concise act generate opt in"
          + " /in out n app from title body time urg cat user says action par type req enum call"
          + " ask none val high normal low ok fix quote src seg go";
  private static final String PAIRS =
      "th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le"
          + " ve co me de hi ri ro ic ne ea ra ce li ch ll be ma si om ur";
  static final int SPECIALS = 128;

  private TinyTokenizer() {}

  static List<String> specials() {
    List<String> names = new ArrayList<>(List.of(NAMED.split(" ", -1)));
    marks(names, "", 32);
    marks(names, "P", 10);
    marks(names, "T", 8);
    marks(names, "N", 8);
    marks(names, "L", 4);
    marks(names, "X", 4);
    for (int i = 0; names.size() < SPECIALS; i++) {
      names.add("reserved" + i);
    }
    return names;
  }

  private static void marks(List<String> names, String letter, int count) {
    for (int i = 1; i <= count; i++) {
      names.add(letter + i);
    }
  }

  private static List<String[]> merges(int size) {
    List<String[]> merges = new ArrayList<>();
    for (String pair : PAIRS.split(" ", -1)) {
      merges.add(new String[] {pair.substring(0, 1), pair.substring(1)});
    }
    for (String letter : "t a s w o b m i c f p d".split(" ", -1)) {
      merges.add(new String[] {"Ġ", letter});
    }
    merges.add(new String[] {"th", "e"});
    merges.add(new String[] {"in", "g"});
    fill(merges, size - SPECIALS - 256);
    return merges;
  }

  /// Joins capital letters with what there is until there are enough.
  private static void fill(List<String[]> merges, int count) {
    for (int at = 0; merges.size() < count; at++) {
      String left = at < 26 ? String.valueOf((char) ('A' + at)) : String.join("", merges.get(at));
      for (char right = 'A'; right <= 'Z' && merges.size() < count; right++) {
        if (left.matches("[A-Z]+")) {
          merges.add(new String[] {left, String.valueOf(right)});
        }
      }
    }
  }

  /// The smallest vocabulary.
  static int size() {
    return SPECIALS + 256 + merges(0).size();
  }

  /// @param size of the vocabulary, at least [#size()]
  static byte[] json(int size) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("version", "1.0").putNull("truncation").putNull("padding");
    var added = root.putArray("added_tokens");
    root.putNull("normalizer");
    ObjectNode split = root.putObject("pre_tokenizer").put("type", "ByteLevel");
    split.put("add_prefix_space", false).put("trim_offsets", false).put("use_regex", true);
    root.putNull("post_processor");
    ObjectNode decoder = root.putObject("decoder").put("type", "ByteLevel");
    decoder.put("add_prefix_space", false).put("trim_offsets", false).put("use_regex", false);
    ObjectNode model = root.putObject("model").put("type", "BPE");
    model.putNull("unk_token").put("byte_fallback", false).put("ignore_merges", false);
    ObjectNode vocabulary = model.putObject("vocab");
    int id = 0;
    for (String name : specials()) {
      String content = "<|" + name + "|>";
      ObjectNode token = added.addObject().put("id", id).put("content", content);
      token.put("single_word", false).put("lstrip", false).put("rstrip", false);
      token.put("normalized", false).put("special", true);
      vocabulary.put(content, id++);
    }
    for (int value = 0; value < 256; value++) {
      vocabulary.put(String.valueOf(ByteLevel.spelling(value)), id++);
    }
    var list = model.putArray("merges");
    for (String[] merge : merges(size)) {
      list.addArray().add(merge[0]).add(merge[1]);
      vocabulary.put(merge[0] + merge[1], id++);
    }
    return root.toString().getBytes(StandardCharsets.UTF_8);
  }
}
