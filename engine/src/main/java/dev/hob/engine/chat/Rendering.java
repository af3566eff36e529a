// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.chat;

import dev.hob.engine.tokenizer.Tokenizer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A template rendered over marks in the place of contents, cut at the marks. Immutable.
///
/// A mark is a number between two private-use characters, with a white space that no template puts
/// there on either side: where it is gone, the template trims.
final class Rendering {
  private static final char OPEN = '\uE0F0';
  private static final char CLOSE = '\uE0F1';
  private static final char EDGE = '\r';
  private static final Pattern MARK =
      Pattern.compile(EDGE + "?" + OPEN + "([0-9]{1,9})" + CLOSE + EDGE + "?");

  private final Jinja jinja;
  private final Map<String, Object> tokens;

  private Rendering(Jinja jinja, Map<String, Object> tokens) {
    this.jinja = jinja;
    this.tokens = tokens;
  }

  /// A part of what a template made.
  sealed interface Piece {
    /// The template's own text.
    record Markup(String text) implements Piece {}

    /// A turn's content.
    ///
    /// @param left the template takes white space off the front
    /// @param right and off the end
    record Content(int turn, boolean left, boolean right) implements Piece {
      /// What the template would have printed of `text`.
      String of(String text) {
        String begun = left ? text.stripLeading() : text;
        return right ? begun.stripTrailing() : begun;
      }
    }
  }

  static Rendering of(String template, Tokenizer tokenizer, InstantSource clock) {
    if (template.isBlank()) {
      throw new UnusableTemplateException("it is empty");
    }
    if (template.indexOf(OPEN) >= 0 || template.indexOf(CLOSE) >= 0) {
      throw new UnusableTemplateException("it has a private-use character");
    }
    Map<String, Object> tokens = new HashMap<>();
    tokens.put("bos_token", spelling(tokenizer, tokenizer.beginOfSequence()));
    tokens.put("eos_token", spelling(tokenizer, tokenizer.endOfSequence()));
    return new Rendering(new Jinja(template, clock), tokens);
  }

  /// How a control token stands in a template.
  private static String spelling(Tokenizer tokenizer, OptionalInt id) {
    if (id.isEmpty()) {
      return "";
    }
    String name = tokenizer.specialName(id.getAsInt()).orElse("");
    String barred = "<|" + name + "|>";
    int[] ids = tokenizer.encodeMarkup(barred);
    return ids.length == 1 && ids[0] == id.getAsInt() ? barred : name;
  }

  /// @param answers whether the beginning of an answer is to follow
  /// @throws RaisedException the template refuses these turns, or leaves one out
  List<Piece> pieces(List<ChatTemplate.Turn> turns, boolean answers) {
    Map<String, Object> variables = new HashMap<>(tokens);
    variables.put("messages", messages(turns));
    variables.put("add_generation_prompt", answers);
    variables.put("enable_thinking", false);
    variables.put("thinking", false);
    String text = jinja.render(variables);
    List<Piece> pieces = new ArrayList<>();
    Set<Integer> seen = new HashSet<>();
    Matcher mark = MARK.matcher(text);
    int at = 0;
    while (mark.find()) {
      int turn = Integer.parseInt(mark.group(1));
      if (turn >= turns.size()) {
        throw new RaisedException("it makes up a message");
      }
      if (mark.start() > at) {
        pieces.add(new Piece.Markup(text.substring(at, mark.start())));
      }
      String found = mark.group();
      boolean left = found.charAt(0) != EDGE;
      boolean right = found.charAt(found.length() - 1) != EDGE;
      pieces.add(new Piece.Content(turn, left, right));
      seen.add(turn);
      at = mark.end();
    }
    if (at < text.length()) {
      pieces.add(new Piece.Markup(text.substring(at)));
    }
    if (seen.size() < turns.size()) {
      throw new RaisedException("it leaves a message out");
    }
    return pieces;
  }

  private static List<Map<String, Object>> messages(List<ChatTemplate.Turn> turns) {
    List<Map<String, Object>> out = new ArrayList<>();
    for (int i = 0; i < turns.size(); i++) {
      Map<String, Object> message = new HashMap<>();
      message.put("role", turns.get(i).role());
      message.put("content", "" + EDGE + OPEN + i + CLOSE + EDGE);
      out.add(message);
    }
    return out;
  }
}
