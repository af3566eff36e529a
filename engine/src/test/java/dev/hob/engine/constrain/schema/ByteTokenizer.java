// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.constrain.schema;

import dev.hob.engine.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// All bytes, and some longer tokens that span the joints of JSON.
final class ByteTokenizer implements Tokenizer {
  static final int END = 0;
  static final int SPECIALS = 2;
  private static final List<String> LONGER =
      List.of(
          "{\"", "\":", "\": ", ",\"", ", \"", "\"}", "\"]", "true", "]}", "}}", "12", "ab", "é");

  int id(char ascii) {
    return ascii + SPECIALS;
  }

  @Override
  public int[] encode(String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    int[] ids = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      ids[i] = (bytes[i] & 0xFF) + SPECIALS;
    }
    return ids;
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
    throw new IllegalArgumentException(name);
  }

  @Override
  public Optional<String> specialName(int id) {
    return id == END ? Optional.of("eos") : id == 1 ? Optional.of("other") : Optional.empty();
  }

  @Override
  public OptionalInt endOfSequence() {
    return OptionalInt.of(END);
  }

  @Override
  public int vocabularySize() {
    return SPECIALS + 256 + LONGER.size();
  }

  @Override
  public byte[] bytes(int id) {
    if (id < SPECIALS) {
      return new byte[0];
    }
    int value = id - SPECIALS;
    return value < 256
        ? new byte[] {(byte) value}
        : LONGER.get(value - 256).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public TextDecoder decoder() {
    throw new UnsupportedOperationException("not needed");
  }
}
