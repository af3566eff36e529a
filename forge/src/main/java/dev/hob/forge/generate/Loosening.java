// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Professional, by loosening: a careful sentence is the target, the source is how people type it
/// in haste.
final class Loosening implements TonePair.Source {
  private static final List<String> BEFORE =
      List.of(
          "hey, ", "hey ", "hi, ", "yo, ", "so, ", "btw, ", "ok so ", "well, ", "tbh ", "hiya, ",
          "umm ", "lol, ", "yeah, ", "guys, ");
  private static final List<String> AFTER =
      List.of(
          " :)",
          " lol",
          " haha",
          " tbh",
          " \uD83D\uDE02",
          " \uD83D\uDE00",
          " \uD83D\uDE4F",
          " ;)",
          " xx",
          ", ok?",
          " :-)",
          " imo",
          ", right",
          " \uD83D\uDE05",
          " \uD83D\uDC4D");

  private final Rewording loose = new Rewording("loosen.txt");

  @Override
  public Optional<TonePair> pair(Dice dice, String sentence) {
    double haste = dice.pick(0.4, 0.7, 0.9);
    String text = loose.apply(dice, sentence, haste);
    if (dice.chance(haste)) {
      text = text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }
    if (dice.chance(0.3)) {
      text = text.replaceAll("\\bI\\b", "i");
    }
    if (dice.chance(0.15)) {
      text = text.toLowerCase(Locale.ROOT);
    }
    text = marks(dice, text);
    if (dice.chance(0.2)) {
      text = dice.pick(BEFORE) + text;
    }
    if (dice.chance(0.2)) {
      text = text + dice.pick(AFTER);
    }
    return text.equals(sentence)
        ? Optional.empty()
        : Optional.of(new TonePair(text, Optional.of(sentence)));
  }

  private static String marks(Dice dice, String text) {
    String bare = text.replaceFirst("[.?!]+$", "");
    String end = text.substring(bare.length());
    String commas = dice.chance(0.3) ? bare.replace(",", "") : bare;
    return commas
        + switch (dice.below(6)) {
          case 0, 1, 2 -> end.equals("?") ? dice.pick("", "?", "??") : "";
          case 3 -> end.equals("?") ? "??" : dice.pick("!", "!!", "!!!", "...");
          default -> end;
        };
  }
}
