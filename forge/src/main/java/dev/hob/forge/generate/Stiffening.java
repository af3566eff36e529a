// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Friendly, by stiffening: what people say warmly is the target, the source is the same as an
/// office would write it: long forms, bare orders, no thanks.
final class Stiffening implements TonePair.Source {
  private static final Map<String, String> LONG =
      Map.ofEntries(
          Map.entry("n't", " not"),
          Map.entry("'re", " are"),
          Map.entry("'ll", " will"),
          Map.entry("'ve", " have"),
          Map.entry("'m", " am"));
  private static final Pattern SHORT = Pattern.compile("(n't|'re|'ll|'ve|'m)\\b");
  private static final Pattern IS =
      Pattern.compile("\\b([Ii]t|[Tt]hat|[Tt]here|[Hh]ere|[Ww]hat|[Hh]e|[Ss]he|[Ww]here)'s\\b");
  private static final Pattern WARM_ORDER =
      Pattern.compile("^(?:Could|Can|Would|Will) you (?:please )?([a-z].*?)(?:,? please)?\\?$");
  private static final List<String> OPENINGS =
      List.of("Hi, ", "Hello, ", "Hi there, ", "Hi! ", "Hello! ", "Thanks for your message. ");
  private static final List<String> ENDINGS =
      List.of(" Thanks!", " Thank you!", " Thanks a lot!", " Many thanks!");
  private static final List<String> NEWS =
      List.of("Just so you know, ", "Just a quick note: ", "Good to know: ");

  /// What makes a sentence warm by itself.
  static final Pattern WARM =
      Pattern.compile("(?i)\\b(hi|hello|hey|dear|welcome|thanks|thank|please|cheers)\\b");

  /// Long forms that warm wording shortens, where nothing but an auxiliary can be meant.
  private static final Map<String, String> SHORTER =
      Map.ofEntries(
          Map.entry("I am", "I'm"),
          Map.entry("you are", "you're"),
          Map.entry("we are", "we're"),
          Map.entry("they are", "they're"),
          Map.entry("it is", "it's"),
          Map.entry("that is", "that's"),
          Map.entry("there is", "there's"),
          Map.entry("here is", "here's"),
          Map.entry("I will", "I'll"),
          Map.entry("we will", "we'll"),
          Map.entry("you will", "you'll"),
          Map.entry("it will", "it'll"),
          Map.entry("they will", "they'll"),
          Map.entry("I would", "I'd"),
          Map.entry("we would", "we'd"),
          Map.entry("do not", "don't"),
          Map.entry("does not", "doesn't"),
          Map.entry("did not", "didn't"),
          Map.entry("cannot", "can't"),
          Map.entry("is not", "isn't"),
          Map.entry("are not", "aren't"),
          Map.entry("was not", "wasn't"),
          Map.entry("were not", "weren't"),
          Map.entry("has not", "hasn't"),
          Map.entry("have not", "haven't"),
          Map.entry("will not", "won't"),
          Map.entry("would not", "wouldn't"),
          Map.entry("should not", "shouldn't"),
          Map.entry("could not", "couldn't"),
          Map.entry("I have been", "I've been"),
          Map.entry("we have been", "we've been"),
          Map.entry("what is", "what's"),
          Map.entry("where is", "where's"),
          Map.entry("he is", "he's"),
          Map.entry("she is", "she's"));

  private final Rewording stiff = new Rewording("stiffen.txt");

  /// @param sentence warm as it stands, or plain: then warmth is added to the target
  @Override
  public Optional<TonePair> pair(Dice dice, String sentence) {
    String plain = sentence;
    String warm = shortened(sentence);
    Matcher order = WARM_ORDER.matcher(sentence);
    if (order.matches() && !order.group(1).startsWith("you ")) {
      plain = capital(order.group(1)) + ".";
      warm = asked(dice, order.group(1));
    } else if (!WARM.matcher(sentence).find()) {
      warm = greeted(dice, warm);
    }
    String cool = expanded(plain).replaceFirst("!+$", ".");
    cool =
        cool.replaceFirst("^(?:Sure|Okay|Great|Oh|Well|Thanks|Thank you|Hi|Hello)[,!.] +(?=.)", "");
    cool =
        cool.replaceFirst("[,.!] (?:thanks|thank you|please)[.!]$", ".")
            .replaceFirst(",? please\\?$", "?");
    cool = capital(stiff.apply(dice, cool, dice.pick(0.2, 0.5, 0.8)));
    return cool.equals(warm) || cool.length() < 8
        ? Optional.empty()
        : Optional.of(new TonePair(cool, Optional.of(warm)));
  }

  /// Whether a sentence is warm as it stands: greets, thanks or asks kindly, and has no long form.
  static boolean isWarm(String sentence) {
    return WARM.matcher(sentence).find() && shortened(sentence).equals(sentence);
  }

  /// An order as a request.
  private static String asked(Dice dice, String order) {
    return switch (dice.below(5)) {
      case 0 -> "Please " + order + ". Thanks!";
      case 1 -> "Could you please " + order + "? Thank you!";
      case 2 -> "Can you please " + order + "?";
      default -> "Could you please " + order + "?";
    };
  }

  private static String greeted(Dice dice, String text) {
    if (text.endsWith("?")) {
      String opening = dice.pick(OPENINGS.subList(0, 5));
      return opening.endsWith("! ") ? opening + text : opening + lowered(text);
    }
    String opening = dice.pick(OPENINGS);
    return switch (dice.below(6)) {
      case 0, 1 -> text + dice.pick(ENDINGS);
      case 2 -> dice.pick(NEWS) + lowered(text) + dice.pick(ENDINGS);
      default -> opening.endsWith(", ") ? opening + lowered(text) : opening + text;
    };
  }

  /// Long forms as short ones.
  static String shortened(String text) {
    String out = text;
    for (Map.Entry<String, String> each : SHORTER.entrySet()) {
      String[] from = {each.getKey(), capital(each.getKey())};
      String[] to = {each.getValue(), capital(each.getValue())};
      for (int i = 0; i < 2; i++) {
        // "Yes, it is." keeps its long form: a short one never ends a clause.
        out = out.replaceAll("\\b" + from[i] + "(?= [a-zA-Z0-9])", to[i]);
      }
    }
    return out;
  }

  /// Short forms as long ones.
  static String expanded(String text) {
    String out =
        text.replaceAll("\\b([Cc])an't\\b", "$1annot")
            .replaceAll("\\b([Ww])on't\\b", "$1ill not")
            .replaceAll("\\b([Ll])et's\\b", "$1et us");
    out = IS.matcher(out).replaceAll("$1 is");
    return SHORT.matcher(out).replaceAll(m -> LONG.getOrDefault(m.group(1), m.group(1)));
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static String lowered(String text) {
    boolean keep = text.matches("(I|I'\\S+|[A-Z]{2,}|[A-Z][a-z]+ [A-Z])\\b.*");
    return keep ? text : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }
}
