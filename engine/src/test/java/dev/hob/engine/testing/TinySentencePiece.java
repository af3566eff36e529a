// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.testing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// A small `tokenizer.json` in SentencePiece's manner: `▁` for a space, byte fallback, control
/// tokens in the styles of Llama 2, Gemma and Mistral.
///
/// | id | token |
/// | --- | --- |
/// | 0-2 | `<unk>`, `<s>`, `</s>` |
/// | 3-258 | `<0x00>` to `<0xFF>` |
/// | from 259 | characters, then the product of each merge |
/// | last five | `<start_of_turn>`, `<end_of_turn>`, `[INST]`, `<|end|>`, `<h1>` (an ordinary one) |
public final class TinySentencePiece {
  /// Where the file puts a space: nowhere (Gemma), before every stretch of text (Llama 2), at the
  /// start only (Mistral, Llama 2 in the library's newer form).
  public enum Prefix {
    NONE,
    PREPEND,
    FIRST
  }

  private static final String CHARACTERS = "▁abcdefghilmnoprstuwy<>/sé,.";
  private static final String MERGES =
      "t h;th e;▁ the;▁ a;i n;e r;▁ s;▁s e;▁se a;▁ ▁;▁▁ ▁▁;l a;n d;la nd;▁ land;o f;▁ of;< s;<s >";

  private final Map<String, Integer> ids = new LinkedHashMap<>();
  private final ArrayNode merges = JsonNodeFactory.instance.arrayNode();
  private final ArrayNode added = JsonNodeFactory.instance.arrayNode();

  private TinySentencePiece() {
    control("<unk>", true);
    control("<s>", true);
    control("</s>", true);
    for (int value = 0; value < 256; value++) {
      add(String.format(Locale.ROOT, "<0x%02X>", value));
    }
    CHARACTERS.codePoints().mapToObj(Character::toString).forEach(this::add);
    for (String merge : MERGES.split(";", -1)) {
      String[] pair = merge.split(" ", -1);
      merges.addArray().add(pair[0]).add(pair[1]);
      add(pair[0] + pair[1]);
    }
    control("<start_of_turn>", false);
    control("<end_of_turn>", false);
    control("[INST]", false);
    control("<|end|>", false);
    control("<h1>", false);
  }

  private void add(String token) {
    ids.putIfAbsent(token, ids.size());
  }

  private void control(String content, boolean special) {
    add(content);
    ObjectNode token = added.addObject().put("id", ids.get(content)).put("content", content);
    token.put("single_word", false).put("lstrip", false).put("rstrip", content.equals("<|end|>"));
    token.put("normalized", false).put("special", special);
  }

  /// Number of tokens.
  public static int size() {
    return new TinySentencePiece().ids.size();
  }

  /// The file.
  public static byte[] json(Prefix prefix) {
    TinySentencePiece tiny = new TinySentencePiece();
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("version", "1.0").putNull("truncation").putNull("padding");
    root.set("added_tokens", tiny.added);
    ObjectNode normalizer = root.putObject("normalizer").put("type", "Sequence");
    ArrayNode steps = normalizer.putArray("normalizers");
    if (prefix == Prefix.PREPEND) {
      steps.addObject().put("type", "Prepend").put("prepend", "▁");
    }
    if (prefix == Prefix.FIRST) {
      root.putNull("normalizer");
      root.putObject("pre_tokenizer")
          .put("type", "Metaspace")
          .put("replacement", "▁")
          .put("prepend_scheme", "first")
          .put("split", false);
    } else {
      ObjectNode replace = steps.addObject().put("type", "Replace");
      replace.putObject("pattern").put("String", " ");
      replace.put("content", "▁");
      root.putNull("pre_tokenizer");
    }
    root.putNull("post_processor").putNull("decoder");
    ObjectNode model = root.putObject("model").put("type", "BPE").putNull("dropout");
    model.put("unk_token", "<unk>").put("fuse_unk", true).put("byte_fallback", true);
    ObjectNode vocabulary = model.putObject("vocab");
    tiny.ids.forEach(vocabulary::put);
    model.set("merges", tiny.merges);
    return root.toString().getBytes(StandardCharsets.UTF_8);
  }
}
