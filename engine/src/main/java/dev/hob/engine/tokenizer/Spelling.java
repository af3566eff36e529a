// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// How the ordinary tokens of a file spell their bytes.
enum Spelling {
  /// Each byte is a character of [ByteLevel]'s alphabet (GPT-2, Llama 3, Qwen, SmolLM).
  BYTE_LEVEL {
    @Override
    byte[] bytes(String token) {
      byte[] bytes = ByteLevel.bytes(token);
      return bytes.length > 0 ? bytes : token.getBytes(StandardCharsets.UTF_8);
    }
  },

  /// Text with `▁` for a space, and tokens `<0x00>` to `<0xFF>` for the bytes of characters that
  /// have no token (SentencePiece: Llama 2, Mistral, Gemma, Phi-3).
  BYTE_FALLBACK {
    @Override
    byte[] bytes(String token) {
      int value = fallbackByte(token);
      return value >= 0
          ? new byte[] {(byte) value}
          : token.replace(SPACE, ' ').getBytes(StandardCharsets.UTF_8);
    }
  };

  static final char SPACE = '\u2581';

  abstract byte[] bytes(String token);

  /// Bytes of an ordinary added token: the library matches it in the text itself.
  byte[] addedBytes(String token) {
    return this == BYTE_LEVEL ? token.getBytes(StandardCharsets.UTF_8) : bytes(token);
  }

  /// The byte that `<0xNN>` stands for; -1 for any other token.
  static int fallbackByte(String token) {
    if (token.length() != 6 || !token.startsWith("<0x") || token.charAt(5) != '>') {
      return -1;
    }
    char high = token.charAt(3);
    char low = token.charAt(4);
    return HexFormat.isHexDigit(high) && HexFormat.isHexDigit(low)
        ? HexFormat.fromHexDigit(high) << 4 | HexFormat.fromHexDigit(low)
        : -1;
  }
}
