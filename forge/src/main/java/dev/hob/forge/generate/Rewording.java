// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Swaps words for others by a table of lines `from = to; to`. Whole words; the case of the first
/// letter is kept. Immutable.
final class Rewording {
  private record Swap(Pattern from, List<String> to) {}

  private final List<Swap> swaps;

  /// @param resource of this package
  Rewording(String resource) {
    List<Swap> read = new ArrayList<>();
    for (String line : EventGrammar.lines(resource)) {
      String[] sides = line.split(" = ", 2);
      Pattern from = Pattern.compile("(?i)(?<![\\w'-])" + Pattern.quote(sides[0]) + "(?![\\w'-])");
      read.add(new Swap(from, List.of(sides[1].strip().split("; ", -1))));
    }
    swaps = List.copyOf(read);
  }

  /// The text with some of its words swapped.
  ///
  /// @param share chance of each word that the table has
  String apply(Dice dice, String text, double share) {
    String out = text;
    for (Swap swap : swaps) {
      Matcher matcher = swap.from().matcher(out);
      if (matcher.find()) {
        out =
            matcher.replaceAll(m ->
                Matcher.quoteReplacement(
                    dice.chance(share) ? cased(m.group(), dice.pick(swap.to())) : m.group()));
      }
    }
    return out;
  }

  /// Whether the table has anything to swap in the text.
  boolean touches(String text) {
    return swaps.stream().anyMatch(swap -> swap.from().matcher(text).find());
  }

  private static String cased(String from, String to) {
    boolean capital = Character.isUpperCase(from.charAt(0)) && !from.startsWith("I ");
    return capital ? to.substring(0, 1).toUpperCase(Locale.ROOT) + to.substring(1) : to;
  }
}
