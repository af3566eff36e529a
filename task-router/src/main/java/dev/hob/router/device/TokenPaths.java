// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.device;

import dev.hob.engine.tokenizer.Tokenizer;
import dev.hob.router.OutputGrammar.TextRule;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/// A [TextRule] over one base's tokens: a small automaton whose places are the tokens of the texts
/// that may be copied. Immutable.
///
/// Texts are encoded as the prompt shows them, each word with the space before it, so that a run of
/// whole words has the same tokens here and there.
///
/// @param tokens id of each place
/// @param starts places where a run may begin
/// @param ends places after which it may stop
/// @param after places that may follow each place
record TokenPaths(int[] tokens, BitSet starts, BitSet ends, List<BitSet> after) {

  /// @throws IllegalArgumentException the rule allows no text at all, or any
  static TokenPaths of(TextRule rule, Tokenizer tokenizer) {
    Builder builder = new Builder();
    switch (rule) {
      case TextRule.Any _ -> throw new IllegalArgumentException("any text is no path");
      case TextRule.Span(List<String> sources) ->
          sources.forEach(source -> builder.span(tokenizer.encode(" " + source), tokenizer));
      case TextRule.OneOf(List<String> choices) ->
          choices.forEach(choice -> builder.whole(tokenizer.encode(" " + choice)));
      case TextRule.Deletion(List<String> words, Set<Integer> kept) ->
          builder.words(words.stream().map(word -> tokenizer.encode(" " + word)).toList(), kept);
    }
    if (builder.starts.isEmpty() || builder.ends.isEmpty()) {
      throw new IllegalArgumentException("a text rule of the output grammar allows no text");
    }
    return builder.build();
  }

  /// One run along the paths. Batch-loop thread only.
  final class Walk {
    /// Places whose token may come next.
    private BitSet next = starts;

    private boolean mayStop;

    /// Another at the same place; [#accept] replaces what it stands on, never changes it.
    Walk copy() {
      Walk copy = new Walk();
      copy.next = next;
      copy.mayStop = mayStop;
      return copy;
    }

    /// Adds the tokens that may come next to `allowed`.
    void allow(BitSet allowed) {
      next.stream().forEach(place -> allowed.set(tokens[place]));
    }

    void accept(int token) {
      BitSet following = new BitSet();
      mayStop = false;
      for (int place = next.nextSetBit(0); place >= 0; place = next.nextSetBit(place + 1)) {
        if (tokens[place] == token) {
          following.or(after.get(place));
          mayStop |= ends.get(place);
        }
      }
      next = following;
    }

    /// Whether what was said so far fulfils the rule.
    boolean mayStop() {
      return mayStop;
    }
  }

  Walk walk() {
    return new Walk();
  }

  private static final class Builder {
    private final List<Integer> tokens = new ArrayList<>();
    private final BitSet starts = new BitSet();
    private final BitSet ends = new BitSet();
    private final List<BitSet> after = new ArrayList<>();

    /// Any run of whole words of `text`: it begins where a word does and stops where a word may.
    void span(int[] text, Tokenizer tokenizer) {
      int first = tokens.size();
      for (int i = 0; i < text.length; i++) {
        add(text[i], i + 1 < text.length);
        if (i == 0 || beginsWith(text[i], tokenizer, ' ')) {
          starts.set(first + i);
        }
        if (i + 1 == text.length || !goesOn(text[i + 1], tokenizer)) {
          ends.set(first + i);
        }
      }
    }

    /// `text` from its first to its last token.
    void whole(int[] text) {
      int first = tokens.size();
      for (int i = 0; i < text.length; i++) {
        add(text[i], i + 1 < text.length);
      }
      if (text.length > 0) {
        starts.set(first);
        ends.set(first + text.length - 1);
      }
    }

    /// The words in order; those that are not in `kept` may be left out.
    void words(List<int[]> words, Set<Integer> kept) {
      List<Integer> firsts = new ArrayList<>();
      for (int[] word : words) {
        firsts.add(tokens.size());
        for (int i = 0; i < word.length; i++) {
          add(word[i], i + 1 < word.length);
        }
      }
      reachable(0, firsts, words, kept, starts);
      for (int i = 0; i < words.size(); i++) {
        if (words.get(i).length > 0) {
          int last = firsts.get(i) + words.get(i).length - 1;
          if (reachable(i + 1, firsts, words, kept, after.get(last))) {
            ends.set(last);
          }
        }
      }
    }

    /// Adds the first places of word `from` and on, up to the first that must be kept.
    ///
    /// @return whether the text may also stop before them
    private static boolean reachable(
        int from, List<Integer> firsts, List<int[]> words, Set<Integer> kept, BitSet out) {
      for (int i = from; i < words.size(); i++) {
        if (words.get(i).length == 0) {
          continue;
        }
        out.set(firsts.get(i));
        if (kept.contains(i)) {
          return false;
        }
      }
      return true;
    }

    private void add(int token, boolean goesOn) {
      BitSet next = new BitSet();
      if (goesOn) {
        next.set(tokens.size() + 1);
      }
      tokens.add(token);
      after.add(next);
    }

    /// Whether a token continues the word before it. Bytes beyond ASCII count as letters.
    private static boolean goesOn(int token, Tokenizer tokenizer) {
      byte[] bytes = tokenizer.bytes(token);
      return bytes.length > 0 && (bytes[0] < 0 || Character.isLetterOrDigit(bytes[0]));
    }

    private static boolean beginsWith(int token, Tokenizer tokenizer, char first) {
      byte[] bytes = tokenizer.bytes(token);
      return bytes.length > 0 && bytes[0] == first;
    }

    TokenPaths build() {
      return new TokenPaths(
          tokens.stream().mapToInt(Integer::intValue).toArray(), starts, ends, List.copyOf(after));
    }
  }
}
