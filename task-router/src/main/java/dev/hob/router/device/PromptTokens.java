// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.device;

import dev.hob.engine.tokenizer.Tokenizer;
import dev.hob.router.Prompt;
import dev.hob.router.Segment;
import java.util.Arrays;
import java.util.List;

/// A prompt as token ids. Immutable by convention: nobody writes to the arrays.
///
/// @param ids all tokens, in order
/// @param constantPrefix how many leading ids stem from the prompt's constant segments
/// @param contentFrom first id of the untrusted content; `contentTo` when there is none
/// @param contentTo one past its last id; the template's marks between are part of it
record PromptTokens(int[] ids, int constantPrefix, int contentFrom, int contentTo) {
  private static final String BEGIN = "bos";

  /// Each segment is encoded for itself, so that no token ever spans template and content.
  ///
  /// @throws IllegalArgumentException the vocabulary lacks a special token of the template
  static PromptTokens of(Prompt prompt, Tokenizer tokenizer) {
    Ids ids = new Ids();
    int constantPrefix = 0;
    int from = -1;
    int to = -1;
    List<Segment> segments = prompt.segments();
    for (int i = 0; i < segments.size(); i++) {
      switch (segments.get(i)) {
        case Segment.Special(String name) -> ids.add(special(name, tokenizer));
        case Segment.Trusted(String text) -> ids.add(tokenizer.encode(text));
        case Segment.Content(String text) -> {
          from = from < 0 ? ids.size : from;
          ids.add(tokenizer.encode(text));
          to = ids.size;
        }
      }
      if (i + 1 == prompt.constantSegments()) {
        constantPrefix = ids.size;
      }
    }
    return new PromptTokens(ids.toArray(), constantPrefix, Math.max(from, 0), Math.max(to, 0));
  }

  /// The beginning of a text is a token of its own name in Hob's bases, of another or none in those
  /// of others.
  private static int[] special(String name, Tokenizer tokenizer) {
    if (!name.equals(BEGIN)) {
      return new int[] {tokenizer.special(name)};
    }
    try {
      return new int[] {tokenizer.special(name)};
    } catch (IllegalArgumentException e) {
      return tokenizer.beginOfSequence().stream().toArray();
    }
  }

  /// How many tokens it would be on a base that does not know the template: a special token counts
  /// as one.
  static int count(Prompt prompt, Tokenizer tokenizer) {
    int tokens = 0;
    for (Segment segment : prompt.segments()) {
      tokens +=
          switch (segment) {
            case Segment.Special _ -> 1;
            case Segment.Trusted(String text) -> tokenizer.encode(text).length;
            case Segment.Content(String text) -> tokenizer.encode(text).length;
          };
    }
    return tokens;
  }

  int size() {
    return ids.length;
  }

  /// The content with the marks inside it.
  int[] content() {
    return Arrays.copyOfRange(ids, contentFrom, contentTo);
  }

  /// A growing array of ids.
  private static final class Ids {
    private int[] values = new int[256];
    private int size;

    void add(int... more) {
      if (size + more.length > values.length) {
        values = Arrays.copyOf(values, Math.max(size + more.length, 2 * values.length));
      }
      System.arraycopy(more, 0, values, size, more.length);
      size += more.length;
    }

    int[] toArray() {
      return Arrays.copyOf(values, size);
    }
  }
}
