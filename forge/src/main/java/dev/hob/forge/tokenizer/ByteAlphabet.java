// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.tokenizer;

import java.util.HashMap;
import java.util.Map;

/// GPT-2's printable stand-ins for bytes, as Hugging Face's byte-level tokenizers write them.
final class ByteAlphabet {
  private static final char[] CHARS = chars();
  private static final Map<Character, Integer> BYTES = bytes();

  private ByteAlphabet() {}

  static String write(byte[] bytes) {
    StringBuilder out = new StringBuilder(bytes.length);
    for (byte b : bytes) {
      out.append(CHARS[b & 0xFF]);
    }
    return out.toString();
  }

  /// The bytes of a written token, as ids 0 to 255.
  ///
  /// @throws IllegalArgumentException if a character stands for no byte
  static int[] read(String written) {
    int[] out = new int[written.length()];
    for (int i = 0; i < out.length; i++) {
      Integer b = BYTES.get(written.charAt(i));
      if (b == null) {
        throw new IllegalArgumentException("not a byte-level token: " + written);
      }
      out[i] = b;
    }
    return out;
  }

  private static char[] chars() {
    char[] out = new char[256];
    int next = 256;
    for (int b = 0; b < 256; b++) {
      boolean printable = (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174;
      out[b] = (char) (printable ? b : next++);
    }
    return out;
  }

  private static Map<Character, Integer> bytes() {
    Map<Character, Integer> out = new HashMap<>();
    for (int b = 0; b < 256; b++) {
      out.put(CHARS[b], b);
    }
    return Map.copyOf(out);
  }
}
