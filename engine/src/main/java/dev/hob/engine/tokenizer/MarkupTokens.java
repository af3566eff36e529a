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
/// **What is a control token**: every added token that the file marks as special; every token
/// spelled `<|…|>`; and the few below that open and close turns, thoughts and calls though some
/// files list them as plain added tokens. That is stricter than the file and than llama.cpp: text
/// of a user must not open a turn in any model.
final class MarkupTokens {
  private static final Set<String> STEERING =
      Set.of(
          "<start_of_turn>",
          "<end_of_turn>",
          "<start_of_image>",
          "<end_of_image>",
          "<image_soft_token>",
          "<think>",
          "</think>",
          "<tool_call>",
          "</tool_call>",
          "<tool_response>",
          "</tool_response>",
          "<tools>",
          "</tools>",
          "[INST]",
          "[/INST]",
          "[TOOL_CALLS]");

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
    return added.path("special").asBoolean(false)
        || (content.length() > 4 && content.startsWith("<|") && content.endsWith("|>"))
        || STEERING.contains(content);
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
