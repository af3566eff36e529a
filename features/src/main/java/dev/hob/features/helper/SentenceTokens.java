// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.helper;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The words of a sentence for proofreading, with those marked that must not be touched: code,
/// links, addresses, paths, file names, quoted words, words with capitals or digits inside.
/// Immutable.
final class SentenceTokens {
  private static final Pattern TOKEN =
      Pattern.compile("\\p{L}+(?:['’]\\p{L}+)*|\\p{Nd}+(?:[.,:]\\p{Nd}+)*|[^\\s]");
  private static final Pattern PROTECTED =
      Pattern.compile(
          "`[^`]*`"
              + "|(?:https?://|www\\.|mailto:)\\S+"
              + "|\\S+@\\S+\\.\\S+"
              + "|(?<![\\p{L}\\p{N}])[@#$/~\\\\]\\S+"
              + "|\\S*[\\p{L}\\p{N}][_/\\\\=<>{}|^]\\S*"
              + "|\\S+\\([^)\\s]*\\)\\S*"
              + "|\\p{L}[\\p{L}\\p{N}-]*\\.\\p{Ll}[\\p{L}\\p{N}]+\\S*"
              + "|<[^>]*>"
              + "|\"[^\"]*\"|“[^”]*”|«[^»]*»|(?<![\\p{L}])'[^']+'(?!\\p{L})|(?<!\\p{L})‘[^’]+’(?!\\p{L})"
              + "|\\S*(?:\\p{Ll}\\p{Lu}|\\p{Lu}\\p{Lu}|\\p{N}\\p{L}|\\p{L}\\p{N})\\S*"
              + "|-{1,2}\\p{L}\\S*");

  private final String text;
  private final List<Token> tokens;

  private SentenceTokens(String text, List<Token> tokens) {
    this.text = text;
    this.tokens = List.copyOf(tokens);
  }

  /// @param open whether the token may be changed
  record Token(int start, int end, String text, boolean isWord, boolean open) {
    /// Lower case, plain apostrophes.
    String lower() {
      return text.toLowerCase(Locale.ROOT).replace('’', '\'');
    }

    boolean isLower() {
      return text.equals(text.toLowerCase(Locale.ROOT));
    }

    boolean isCapitalized() {
      return Character.isUpperCase(text.charAt(0))
          && text.substring(1).equals(text.substring(1).toLowerCase(Locale.ROOT));
    }
  }

  static SentenceTokens of(String sentence) {
    boolean[] closed = new boolean[sentence.length() + 1];
    Matcher hidden = PROTECTED.matcher(sentence);
    while (hidden.find()) {
      Arrays.fill(closed, hidden.start(), hidden.end(), true);
    }
    List<Token> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(sentence);
    while (matcher.find()) {
      boolean word = Character.isLetter(sentence.codePointAt(matcher.start()));
      tokens.add(
          new Token(
              matcher.start(), matcher.end(), matcher.group(), word, !closed[matcher.start()]));
    }
    return new SentenceTokens(sentence, tokens);
  }

  String text() {
    return text;
  }

  List<Token> tokens() {
    return tokens;
  }

  Token get(int index) {
    return tokens.get(index);
  }

  int size() {
    return tokens.size();
  }

  /// Whether nothing but one space or line break stands between a token and the next.
  boolean isFollowedBySpace(int index) {
    return index + 1 < tokens.size()
        && text.substring(tokens.get(index).end(), tokens.get(index + 1).start()).isBlank()
        && tokens.get(index).end() < tokens.get(index + 1).start();
  }
}
