// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.device;

import dev.hob.engine.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// A tokenizer of whole words and a few specials; ids 0.. are specials, then words as they come.
/// The word `é` is two tokens of one byte each, so that decoders have something to hold back.
class WordTokenizer implements Tokenizer {
  static final List<String> SPECIALS = List.of("eos", "bos", "in", "out", "seg", "1", "2", "T1");
  private static final int SIZE = 64;

  private final List<byte[]> words = new ArrayList<>();

  WordTokenizer() {
    words.add(new byte[] {(byte) 0xC3});
    words.add(new byte[] {(byte) 0xA9});
  }

  @Override
  public int[] encode(String content) {
    List<Integer> ids = new ArrayList<>();
    for (String word : content.split("(?= )")) {
      if (word.equals("é")) {
        ids.add(SPECIALS.size());
        ids.add(SPECIALS.size() + 1);
      } else if (!word.isEmpty()) {
        ids.add(id(word));
      }
    }
    return ids.stream().mapToInt(i -> i).toArray();
  }

  int id(String word) {
    byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < words.size(); i++) {
      if (java.util.Arrays.equals(words.get(i), bytes)) {
        return SPECIALS.size() + i;
      }
    }
    words.add(bytes);
    return SPECIALS.size() + words.size() - 1;
  }

  @Override
  public int[] encodeMarkup(String text) {
    return encode(text);
  }

  @Override
  public int[] encodeStart(String text) {
    return encode(text);
  }

  @Override
  public OptionalInt beginOfSequence() {
    return OptionalInt.empty();
  }

  @Override
  public int special(String name) {
    int id = SPECIALS.indexOf(name);
    if (id < 0) {
      throw new IllegalArgumentException("no token <|" + name + "|>");
    }
    return id;
  }

  @Override
  public Optional<String> specialName(int id) {
    return id < SPECIALS.size() ? Optional.of(SPECIALS.get(id)) : Optional.empty();
  }

  @Override
  public OptionalInt endOfSequence() {
    return OptionalInt.of(0);
  }

  @Override
  public int vocabularySize() {
    return SIZE;
  }

  @Override
  public byte[] bytes(int id) {
    int word = id - SPECIALS.size();
    return word >= 0 && word < words.size() ? words.get(word) : new byte[0];
  }

  @Override
  public TextDecoder decoder() {
    return new TextDecoder() {
      private boolean half;

      @Override
      public String add(int id) {
        byte[] bytes = bytes(id);
        if (bytes.length == 1 && bytes[0] == (byte) 0xC3) {
          half = true;
          return "";
        }
        if (bytes.length == 1 && bytes[0] == (byte) 0xA9 && half) {
          half = false;
          return "é";
        }
        return finish() + new String(bytes, StandardCharsets.UTF_8);
      }

      @Override
      public String finish() {
        String left = half ? "\uFFFD" : "";
        half = false;
        return left;
      }
    };
  }
}
