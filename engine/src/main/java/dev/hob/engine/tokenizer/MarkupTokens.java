// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The added tokens of a file and where a template's text spells them: leftmost first, then the
/// longest, as Hugging Face's library finds them. Filled by [TokenizerFile], then never changed.
///
/// **What is a control token**: every added token that the file marks as special, and every one in
/// brackets of any kind (`<think>`, `<|im_start|>`, `<｜User｜>`, `[INST]`) save tags of HTML, which
/// are content: many files list tokens that open and close turns, thoughts and calls as plain added
/// tokens. That is stricter than the file and than llama.cpp: text of a user must not open a turn
/// in any model.
final class MarkupTokens {
  /// Gemma's tokens of HTML and their like.
  private static final Set<String> HTML =
      Set.of(
          ("a abbr article aside b blockquote body br button caption center cite code col colgroup dd"
                  + " del details div dl dt em figcaption figure font footer form h1 h2 h3 h4 h5 h6"
                  + " head header hr html i img input ins kbd label li link main mark math meta nav"
                  + " ol option p path pre q s samp script section select small span strike strong"
                  + " style sub summary sup svg table tbody td textarea tfoot th thead title tr tt"
                  + " u ul var video")
              .split(" ", -1));

  /// @param single not inside of a word
  private record Added(int id, String text, boolean left, boolean right, boolean single) {}

  /// By first character, longest first.
  private final Map<Character, List<Added>> byFirst = new HashMap<>();

  /// A stretch of template text: an added token, or text between two.
  sealed interface Piece {
    record Token(int id) implements Piece {}

    record Text(String text) implements Piece {}
  }

  static boolean isControl(JsonNode added) {
    String content = added.path("content").asText();
    return added.path("special").asBoolean(false) || (bracketed(content) && !isTag(content));
  }

  private static boolean bracketed(String content) {
    boolean angles = content.startsWith("<") && content.endsWith(">");
    boolean squares = content.startsWith("[") && content.endsWith("]");
    return content.length() > 2 && (angles || squares);
  }

  private static boolean isTag(String content) {
    boolean closing = content.startsWith("</");
    return content.startsWith("<")
        && HTML.contains(content.substring(closing ? 2 : 1, content.length() - 1));
  }

  /// @param added an entry of `added_tokens`, checked
  void add(int id, JsonNode added) {
    String text = added.path("content").asText();
    List<Added> same = byFirst.computeIfAbsent(text.charAt(0), first -> new ArrayList<>());
    same.add(
        new Added(
            id,
            text,
            added.path("lstrip").asBoolean(false),
            added.path("rstrip").asBoolean(false),
            added.path("single_word").asBoolean(false)));
    same.sort(Comparator.comparingInt((Added token) -> token.text.length()).reversed());
  }

  List<Piece> split(String text) {
    List<Piece> pieces = new ArrayList<>();
    int from = 0;
    int at = 0;
    while (at < text.length()) {
      Added token = at(text, at);
      if (token == null) {
        at++;
        continue;
      }
      int start = token.left ? spaceBefore(text, from, at) : at;
      if (start > from) {
        pieces.add(new Piece.Text(text.substring(from, start)));
      }
      pieces.add(new Piece.Token(token.id));
      at += token.text.length();
      at = token.right ? spaceAfter(text, at) : at;
      from = at;
    }
    if (from < text.length()) {
      pieces.add(new Piece.Text(text.substring(from)));
    }
    return pieces;
  }

  private @Nullable Added at(String text, int at) {
    for (Added token : byFirst.getOrDefault(text.charAt(at), List.of())) {
      if (text.startsWith(token.text, at) && (!token.single || alone(text, at, token))) {
        return token;
      }
    }
    return null;
  }

  private static boolean alone(String text, int at, Added token) {
    int end = at + token.text.length();
    return (at == 0 || !inWord(text.codePointBefore(at)))
        && (end == text.length() || !inWord(text.codePointAt(end)));
  }

  private static boolean inWord(int point) {
    return Character.isLetterOrDigit(point) || point == '_';
  }

  private static int spaceBefore(String text, int from, int at) {
    int start = at;
    while (start > from && isSpace(text.charAt(start - 1))) {
      start--;
    }
    return start;
  }

  private static int spaceAfter(String text, int at) {
    int end = at;
    while (end < text.length() && isSpace(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }
}
