// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.chat;

import dev.hob.engine.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A character is a token; control tokens are what stands between angle brackets, and [INST]. Says
/// what ids mean with `«»` around control tokens.
final class MarkTokenizer implements Tokenizer {
  private static final Pattern CONTROL =
      Pattern.compile("<\\|[^|]*\\|>|</?s>|</?think>|<(?:start|end)_of_turn>|\\[/?INST\\]");
  private static final int FIRST = 1 << 17;

  private final List<String> controls = new ArrayList<>();
  private final String begin;
  private final String end;

  /// @param begin spelling; empty = none
  MarkTokenizer(String begin, String end) {
    this.begin = begin;
    this.end = end;
  }

  @Override
  public int[] encode(String content) {
    return content.codePoints().toArray();
  }

  @Override
  public int[] encodeMarkup(String text) {
    List<Integer> ids = new ArrayList<>();
    Matcher control = CONTROL.matcher(text);
    int at = 0;
    while (control.find()) {
      text.substring(at, control.start()).codePoints().forEach(ids::add);
      ids.add(id(control.group()));
      at = control.end();
    }
    text.substring(at).codePoints().forEach(ids::add);
    return ids.stream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  public int[] encodeStart(String text) {
    return encodeMarkup(text);
  }

  private int id(String control) {
    if (!controls.contains(control)) {
      controls.add(control);
    }
    return FIRST + controls.indexOf(control);
  }

  String read(int[] ids) {
    StringBuilder out = new StringBuilder();
    for (int id : ids) {
      if (id < FIRST) {
        out.appendCodePoint(id);
      } else {
        out.append('«').append(controls.get(id - FIRST)).append('»');
      }
    }
    return out.toString();
  }

  @Override
  public int special(String name) {
    return id(name);
  }

  @Override
  public Optional<String> specialName(int id) {
    return id < FIRST
        ? Optional.empty()
        : Optional.of(controls.get(id - FIRST).replaceAll("^<\\||\\|>$", ""));
  }

  @Override
  public OptionalInt beginOfSequence() {
    return begin.isEmpty() ? OptionalInt.empty() : OptionalInt.of(id(begin));
  }

  @Override
  public OptionalInt endOfSequence() {
    return OptionalInt.of(id(end));
  }

  @Override
  public int vocabularySize() {
    return FIRST + 64;
  }

  @Override
  public byte[] bytes(int id) {
    return id < FIRST
        ? new String(Character.toChars(id)).getBytes(StandardCharsets.UTF_8)
        : new byte[0];
  }

  @Override
  public TextDecoder decoder() {
    throw new UnsupportedOperationException("nothing is decoded here");
  }
}
