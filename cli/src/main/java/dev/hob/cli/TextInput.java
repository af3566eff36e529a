// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Text from a file or from standard input, strictly UTF-8.
final class TextInput {
  private TextInput() {}

  /// @param file `null` or `-` for standard input
  /// @throws BadInputException no such file, or a byte that is not UTF-8 (named by its offset)
  static String read(@Nullable Path file, InputStream standardInput) {
    boolean piped = file == null || file.toString().equals("-");
    String name = piped ? "standard input" : String.valueOf(file);
    try {
      byte[] bytes =
          piped || file == null ? standardInput.readAllBytes() : Files.readAllBytes(file);
      return decode(name, bytes);
    } catch (NoSuchFileException missing) {
      throw new BadInputException(ExitCodes.MISSING, name + ": no such file");
    } catch (IOException unreadable) {
      throw new BadInputException(
          ExitCodes.MISSING, name + " cannot be read: " + unreadable.getMessage());
    }
  }

  static String decode(String name, byte[] bytes) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    if (result.isError()) {
      throw new BadInputException(
          ExitCodes.INPUT, name + " is not UTF-8: byte " + in.position() + " is no character");
    }
    return out.flip().toString();
  }
}
