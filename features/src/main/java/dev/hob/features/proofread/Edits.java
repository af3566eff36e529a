// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.proofread;

import dev.hob.features.guard.Alignment;
import dev.hob.features.helper.Correction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// From two versions of a sentence to edits, and back. Stateless.
final class Edits {
  /// Words, numbers, single signs and runs of white space: together they are the whole text.
  private static final Pattern TOKEN =
      Pattern.compile("\\p{L}+(?:['’]\\p{L}+)*|\\p{Nd}+(?:[.,:]\\p{Nd}+)*|\\s+|.", Pattern.DOTALL);

  private Edits() {}

  /// Applies edits, which are in order and do not overlap, right to left.
  static String apply(String text, List<Correction> edits) {
    StringBuilder out = new StringBuilder(text);
    for (int i = edits.size() - 1; i >= 0; i--) {
      Correction edit = edits.get(i);
      out.replace(edit.start(), edit.end(), edit.replacement());
    }
    return out.toString();
  }

  /// Edits that make `after` of `before` exactly.
  ///
  /// @param offset of `before` in the whole text
  static List<Correction> between(String before, String after, int offset) {
    List<Piece> a = pieces(before);
    List<Piece> b = pieces(after);
    List<Correction> out = new ArrayList<>();
    for (Alignment.Change change :
        Alignment.changes(
            a.stream().map(Piece::text).toList(), b.stream().map(Piece::text).toList())) {
      int start = change.fromA() < a.size() ? a.get(change.fromA()).start() : before.length();
      int end = change.toA() < a.size() ? a.get(change.toA()).start() : before.length();
      int from = change.fromB() < b.size() ? b.get(change.fromB()).start() : after.length();
      int to = change.toB() < b.size() ? b.get(change.toB()).start() : after.length();
      String old = before.substring(start, end);
      String fresh = after.substring(from, to);
      out.add(
          new Correction(
              offset + start, offset + end, fresh, kind(old, fresh), "Proposed by the model."));
    }
    return out;
  }

  private static String kind(String old, String fresh) {
    String a = old.strip();
    String b = fresh.strip();
    if (a.isEmpty() && b.isEmpty()) {
      return "spacing";
    }
    if (a.toLowerCase(Locale.ROOT).equals(b.toLowerCase(Locale.ROOT))) {
      return "capitalization";
    }
    if ((a + b).chars().noneMatch(Character::isLetterOrDigit)
        || a.replaceAll("['’.,;:!?]", "").equals(b.replaceAll("['’.,;:!?]", ""))) {
      return "punctuation";
    }
    boolean oneWord = !a.isEmpty() && !b.isEmpty() && a.indexOf(' ') < 0 && b.indexOf(' ') < 0;
    return oneWord && a.charAt(0) == b.charAt(0) && Math.abs(a.length() - b.length()) < 3
        ? "spelling"
        : "grammar";
  }

  private static List<Piece> pieces(String text) {
    List<Piece> out = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(text);
    while (matcher.find()) {
      out.add(new Piece(matcher.start(), matcher.group()));
    }
    return out;
  }

  private record Piece(int start, String text) {}
}
