// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.tokenizer;

/// The alphabet in which byte-level BPE spells bytes: printable Latin-1 stands for itself, every
/// other byte for a character from U+0100 on, in order.
///
/// @see "GPT-2, bytes_to_unicode; Hugging Face tokenizers, pre_tokenizers::byte_level"
public final class ByteLevel {
  private static final char[] SPELLING = spelling();
  private static final short[] VALUE = values();

  private ByteLevel() {}

  private static char[] spelling() {
    char[] table = new char[256];
    int next = 256;
    for (int value = 0; value < 256; value++) {
      boolean itself =
          (value >= '!' && value <= '~') || (value >= 0xA1 && value <= 0xAC) || value >= 0xAE;
      table[value] = (char) (itself ? value : next++);
    }
    return table;
  }

  private static short[] values() {
    short[] table = new short[512];
    java.util.Arrays.fill(table, (short) -1);
    for (int value = 0; value < 256; value++) {
      table[SPELLING[value]] = (short) value;
    }
    return table;
  }

  /// The character that spells one byte.
  public static char spelling(int value) {
    return SPELLING[value & 0xff];
  }

  /// The bytes that `token` spells; empty if a character is not of the alphabet.
  public static byte[] bytes(String token) {
    byte[] bytes = new byte[token.length()];
    for (int i = 0; i < bytes.length; i++) {
      char c = token.charAt(i);
      if (c >= VALUE.length || VALUE[c] < 0) {
        return new byte[0];
      }
      bytes[i] = (byte) VALUE[c];
    }
    return bytes;
  }
}
