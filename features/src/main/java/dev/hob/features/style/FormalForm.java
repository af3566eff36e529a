// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.style;

import dev.hob.features.fact.Span;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a professional sentence looks like: no emoji, single calm marks, a capital, an end mark, a
/// subject. Immutable.
final class FormalForm {
  static final Pattern EMOJI =
      Pattern.compile(
          "[\\x{1F000}-\\x{1FAFF}\\x{2600}-\\x{27BF}\\x{2B50}\\x{2B55}][\\x{FE0F}\\x{200D}\\x{1F3FB}-\\x{1F3FF}\\x{1F000}-\\x{1FAFF}\\x{2640}\\x{2642}]*|\\x{FE0F}");
  private static final Pattern EMOTICON =
      Pattern.compile("(?<![\\p{L}\\p{N}:/])(?:[:;]-?[)D(P|]|<3|[xX]D|:'\\()(?![\\p{L}\\p{N}/])");
  private static final Pattern MARKS = Pattern.compile("[!?]+|\\.{2,}|…|([,;:])\\1+(?=\\s|$)");
  private static final Pattern ALONE =
      Pattern.compile("(?<![\\p{L}\\p{N}'’.])i(?![\\p{L}\\p{N}.-])");
  private static final Pattern LETS =
      Pattern.compile(
          "^(lets) (?!you\\b|me\\b|us\\b|the\\b|him\\b|her\\b|them\\b)(?=\\p{Ll})",
          Pattern.CASE_INSENSITIVE);

  /// Verbs that notes begin with, their `I` left out; what stands behind keeps nouns and questions
  /// apart.
  private static final Pattern NO_SUBJECT =
      Pattern.compile(
          "^((?:hello|hi|good (?:morning|afternoon|evening))(?: \\p{Lu}\\p{Ll}+)?, )?"
              + "((?:cannot (?=\\p{Ll})|will (?:not )?(?=\\p{Ll}{2})|would like |did not"
              + " |do not (?=know|have|think|understand)|have to "
              + "|have (?:attached|sent|received|seen|read|paid) |need to |(going) to |am (?=\\p{Ll})"
              + "|got |(?:received|sent) (?=the |your |you |it |a |this |that |my ))"
              + "(?!you\\b|we\\b|i\\b|he\\b|she\\b|it be\\b|they\\b)"
              + "|hope (?=you |this |that |it |all |to |everyone |we |the )|(looking) forward )",
          Pattern.CASE_INSENSITIVE);

  String withoutEmoji(String text, List<Span> held) {
    return removed(removed(text, held, EMOJI), held, EMOTICON);
  }

  private static String removed(String text, List<Span> held, Pattern pattern) {
    Matcher matcher = pattern.matcher(text);
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (matcher.find()) {
      Span span = new Span(matcher.start(), matcher.end());
      if (held.stream().anyMatch(span::overlaps)) {
        continue;
      }
      String before = text.substring(at, matcher.start());
      int end = matcher.end();
      boolean spaced =
          before.isEmpty() || Character.isWhitespace(before.charAt(before.length() - 1));
      while (spaced && end < text.length() && text.charAt(end) == ' ') {
        end++;
      }
      out.append(end == text.length() ? before.stripTrailing() : before);
      at = end;
    }
    return at == 0
        ? text
        : (out + text.substring(at)).replaceAll(" +([.,!?;:])", "$1").stripTrailing();
  }

  String calmMarks(String text, List<Span> held) {
    Matcher matcher = MARKS.matcher(text);
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (matcher.find()) {
      Span span = new Span(matcher.start(), matcher.end());
      if (held.stream().anyMatch(span::overlaps)) {
        continue;
      }
      out.append(text, at, matcher.start()).append(calm(matcher.group(), text, matcher.end()));
      at = matcher.end();
    }
    return out + text.substring(at);
  }

  private static String calm(String marks, String text, int end) {
    if (marks.indexOf('?') >= 0) {
      return "?";
    }
    if (",;:".indexOf(marks.charAt(0)) >= 0) {
      return marks.substring(0, 1);
    }
    String rest = text.substring(end).stripLeading();
    boolean goesOn = !rest.isEmpty() && Character.isLowerCase(rest.charAt(0));
    boolean glued = end < text.length() && Character.isLetterOrDigit(text.charAt(end));
    if (glued) {
      return marks; // a != b, ..name
    }
    return goesOn && marks.indexOf('!') < 0 ? "," : ".";
  }

  String withSubject(String text) {
    Matcher lets = LETS.matcher(text);
    if (lets.find()) {
      boolean capital = Character.isUpperCase(text.charAt(0));
      return (capital ? "Let us" : "let us") + text.substring(lets.end(1));
    }
    if (text.stripTrailing().endsWith("?")) {
      return text;
    }
    Matcher matcher = NO_SUBJECT.matcher(text);
    if (!matcher.find()) {
      return text;
    }
    int verb = matcher.start(2);
    String subject = matcher.group(3) == null && matcher.group(4) == null ? "I " : "I am ";
    return text.substring(0, verb) + subject + Draft.small(text.substring(verb));
  }

  static String largeI(String text, List<Span> held) {
    Matcher matcher = ALONE.matcher(text);
    StringBuilder out = new StringBuilder(text);
    while (matcher.find()) {
      Span span = new Span(matcher.start(), matcher.end());
      if (held.stream().noneMatch(span::overlaps)) {
        out.setCharAt(matcher.start(), 'I');
      }
    }
    return out.toString();
  }

  static String closed(String text) {
    String end = text.stripTrailing();
    boolean open =
        !end.isEmpty()
            && (Character.isLetterOrDigit(end.charAt(end.length() - 1)) || end.endsWith(")"));
    return open ? end + "." + text.substring(end.length()) : text;
  }
}
