// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hob.engine.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.zip.CRC32;

/// What llama.cpp makes of the golden texts with each [SmallVocabulary], and where we mean to
/// differ. Recorded from node-llama-cpp 3.22.1 as "count:crc32" of the ids, once without and once
/// with control tokens recognised; the tests of the oracle ask it again.
public final class GoldenIds {
  /// llama.cpp leaves marks and capitals beyond ASCII apart; the models' own expressions do not.
  private static final Set<String> MARKS =
      Set.of(
          "prose without ASCII only",
          "combining marks",
          "devanagari",
          "thai and lao",
          "arabic and hebrew");

  private final JsonNode kinds;

  private GoldenIds(JsonNode kinds) {
    this.kinds = kinds;
  }

  public static GoldenIds recorded() {
    try (InputStream in = GoldenIds.class.getResourceAsStream("golden-ids.json")) {
      return new GoldenIds(new ObjectMapper().readTree(Objects.requireNonNull(in)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Digest of llama.cpp's ids.
  ///
  /// @param special control tokens are recognised
  public String llama(SmallVocabulary vocabulary, GoldenText text, boolean special) {
    String both = kinds.path(vocabulary.toString()).path(text.name()).asText();
    return both.split(" ", -1)[special ? 1 : 0];
  }

  /// Our ids of the same question. llama.cpp puts the file's space in front of any text; our
  /// [Tokenizer#encode] never does, so it is asked with it.
  public static int[] ours(
      Tokenizer tokenizer, SmallVocabulary vocabulary, GoldenText text, boolean special) {
    if (special) {
      return tokenizer.encodeStart(text.text());
    }
    boolean space = vocabulary.spacePrefix() && !text.text().isEmpty();
    return tokenizer.encode(space ? " " + text.text() : text.text());
  }

  /// Whether we encode this text otherwise than llama.cpp, on purpose:
  ///
  /// - `tekken`, `gpt-4o`: see `MARKS`;
  /// - SentencePiece content that spells `<s>`: llama.cpp joins it into the control token, we never
  ///   do;
  /// - SentencePiece content with an ordinary added token: llama.cpp puts the file's space after it
  ///   too, we add nothing to content.
  public static boolean differs(SmallVocabulary vocabulary, GoldenText text, boolean special) {
    if (vocabulary.pre().equals("tekken") || vocabulary.pre().equals("gpt-4o")) {
      return MARKS.contains(text.name());
    }
    if (!vocabulary.model().equals("llama") || special) {
      return false;
    }
    return vocabulary.spacePrefix()
        ? text.name().equals("ordinary added tokens")
        : text.name().equals("control tokens as text");
  }

  /// As [#llama] gives it.
  public static String digest(int[] ids) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * ids.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(ids);
    CRC32 crc = new CRC32();
    crc.update(bytes.array());
    return String.format(Locale.ROOT, "%d:%08x", ids.length, crc.getValue());
  }
}
