// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.tokenizer;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Bytes of tokens to text, piece by piece. What of a character has come in waits for the rest; at
/// most 3 bytes ever wait.
final class Utf8Decoder implements Tokenizer.TextDecoder {
  private final Vocabulary vocabulary;
  private final CharsetDecoder utf8 =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private byte[] waiting = new byte[0];

  Utf8Decoder(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  @Override
  public String add(int id) {
    return decode(vocabulary.bytes(id), false);
  }

  @Override
  public String finish() {
    String rest = decode(new byte[0], true);
    waiting = new byte[0];
    utf8.reset();
    return rest;
  }

  private String decode(byte[] more, boolean last) {
    ByteBuffer in = ByteBuffer.allocate(waiting.length + more.length).put(waiting).put(more).flip();
    CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
    utf8.decode(in, out, last);
    if (last) {
      utf8.flush(out);
    }
    waiting = new byte[in.remaining()];
    in.get(waiting);
    return out.flip().toString();
  }
}
