// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.prompt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Entities by pattern, most certain first, on the text as it stands (offsets are the reader's
/// own). The patterns follow eval.md, 4; names are narrower: a run loses common words at both ends,
/// since "Build" and "Train Tickets" gain nothing by a mark. Immutable.
public final class PatternEntities implements EntityFinder {
  private static final String A = "(?<![\\p{L}\\p{N}])";
  private static final String Z = "(?![\\p{L}\\p{N}])";
  private static final String MONTH =
      "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
          + "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
  private static final String FILE =
      "(?:pdf|docx?|xlsx?|pptx?|od[tsp]|txt|md|csv|json|ya?ml|xml|html?|png|jpe?g|gif|svg|mp[34]"
          + "|zip|tar|gz|xz|deb|rpm|iso|java|py|js|ts|sh|rs|go)";
  private static final String AMOUNT = "[-+]?[0-9]+(?:[.,][0-9]{3})*(?:[.,][0-9]+)?";
  private static final String UNIT =
      "(?: ?(?:%|k|million|bn|billion|usd|eur|gbp|jpy|dollars?|euros?|pounds?|yen|[$€£¥])"
          + Z
          + ")?";

  private static final List<Rule> RULES =
      List.of(
          rule(EntityClass.L, A + "(?:https?://|www\\.)[^\\s<>\"')\\]]*[^\\s<>\"')\\].,;:!?]"),
          rule(EntityClass.L, A + "[a-z0-9._%+-]+@[a-z0-9-]+(?:\\.[a-z0-9-]+)+"),
          rule(EntityClass.L, A + "\\+[0-9]{1,3}(?:[ -]?[0-9]{2,5}){2,5}" + Z),
          rule(EntityClass.X, A + "[a-z0-9_-]+(?:\\.[a-z0-9_-]+)*\\." + FILE + Z),
          rule(EntityClass.X, "#[0-9]+" + Z),
          exact(EntityClass.X, A + "[A-Z]{2,10}-[0-9]+" + Z),
          rule(EntityClass.X, A + "v?[0-9]+(?:\\.[0-9]+){2,}(?:[-+][0-9a-z.]*[0-9a-z])?" + Z),
          rule(EntityClass.X, A + "(?=[a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{7,40}" + Z),
          rule(EntityClass.X, A + "[a-z0-9]+(?:_[a-z0-9]+)+" + Z),
          rule(EntityClass.T, A + "[0-9]{4}-[0-9]{2}-[0-9]{2}" + Z),
          rule(
              EntityClass.T,
              A + "[0-9]{1,2}(?:st|nd|rd|th)?(?: of)? " + MONTH + Z + "(?:,? [0-9]{4}" + Z + ")?"),
          rule(
              EntityClass.T,
              A + MONTH + "\\.? [0-9]{1,2}(?:st|nd|rd|th)?" + Z + "(?:,? [0-9]{4}" + Z + ")?"),
          rule(EntityClass.T, A + "[0-9]{1,2}/[0-9]{1,2}(?:/(?:[0-9]{4}|[0-9]{2}))?" + Z),
          rule(
              EntityClass.T,
              A
                  + "(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|tonight|tomorrow|yesterday)"
                  + Z),
          rule(
              EntityClass.T,
              A
                  + "(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?(?: ?[ap]\\.?m"
                  + Z
                  + ")?(?![0-9:])"),
          rule(EntityClass.T, A + "(?:1[0-2]|0?[1-9])(?:\\.[0-5][0-9])? ?[ap]\\.?m" + Z),
          rule(EntityClass.N, A + "(?:[$€£¥]|(?:eur|usd|gbp|jpy) )" + AMOUNT + Z),
          rule(EntityClass.N, "(?<![\\p{L}\\p{N}.,]|\\p{L}[-_])" + AMOUNT + UNIT + "(?![\\p{N}])"));

  private static final Pattern NAME =
      Pattern.compile(
          "(?<![\\p{L}\\p{N}'’])(?:\\p{Lu}[\\p{L}\\p{N}'’]*|\\p{Ll}+\\p{Lu}[\\p{L}\\p{N}]*)"
              + "(?:[ -](?:\\p{Lu}[\\p{L}\\p{N}'’]*|\\p{Ll}+\\p{Lu}[\\p{L}\\p{N}]*))*");
  private static final Pattern WORD = Pattern.compile("[^ -]+");
  private static final Pattern SENTENCE_END =
      Pattern.compile("(?:[.!?:\\n][\"'”’)\\]]*\\s+|[\"“(])$");
  private static final int LOOK_BACK = 8;
  private static final Pattern POSSESSIVE = Pattern.compile("['’]s$");

  /// A name that fills its field, perhaps after the conversation and before a note in brackets.
  private static final Pattern SENDER =
      Pattern.compile("(?:[^:]*: )?(\\p{Lu}[^:()]*?)(?: \\([^)]*\\))?");

  private final Predicate<String> common;
  private final boolean atSentenceStart;

  private PatternEntities(Predicate<String> common, boolean atSentenceStart) {
    this.common = common;
    this.atSentenceStart = atSentenceStart;
  }

  /// What digests and summaries show as marks.
  ///
  /// @param common whether a lower-case word is an ordinary one
  public static EntityFinder all(Predicate<String> common) {
    return new PatternEntities(common, true);
  }

  /// What a proofreader must not touch: as [#all] but for words that open a sentence, whose capital
  /// says nothing.
  public static EntityFinder protectedSpans(Predicate<String> common) {
    return new PatternEntities(common, false);
  }

  /// The sender in a `from` field; the whole field counts as a name.
  static List<EntitySpan> sender(String field) {
    Matcher matcher = SENDER.matcher(field);
    return matcher.matches()
        ? List.of(new EntitySpan(matcher.start(1), matcher.end(1), EntityClass.P))
        : List.of();
  }

  @Override
  public List<EntitySpan> find(String text) {
    List<EntitySpan> found = new ArrayList<>();
    StringBuilder rest = new StringBuilder(text);
    for (Rule rule : RULES) {
      Matcher matcher = rule.pattern().matcher(rest);
      List<EntitySpan> hits = new ArrayList<>();
      while (matcher.find()) {
        hits.add(new EntitySpan(matcher.start(), matcher.end(), rule.kind()));
      }
      hits.forEach(hit -> blank(rest, hit));
      found.addAll(hits);
    }
    names(rest.toString(), found);
    return found.stream().sorted(Comparator.comparingInt(EntitySpan::start)).toList();
  }

  private void names(String text, List<EntitySpan> found) {
    Matcher matcher = NAME.matcher(text);
    while (matcher.find()) {
      List<EntitySpan> words = words(text, matcher.start(), matcher.end());
      boolean opens = opensSentence(text, matcher.start());
      if (opens && !atSentenceStart) {
        words = words.subList(1, words.size());
      }
      int from = 0;
      int to = words.size();
      while (from < to && ordinary(text, words.get(from))) {
        from++;
      }
      while (to > from && ordinary(text, words.get(to - 1))) {
        to--;
      }
      if (from < to) {
        int end = words.get(to - 1).end();
        Matcher possessive = POSSESSIVE.matcher(text).region(words.get(from).start(), end);
        int stop = possessive.find() ? possessive.start() : end;
        if (stop > words.get(from).start()) {
          found.add(new EntitySpan(words.get(from).start(), stop, EntityClass.P));
        }
      }
    }
  }

  private static boolean opensSentence(String text, int start) {
    String before = text.substring(Math.max(0, start - LOOK_BACK), start);
    return start == 0 || SENTENCE_END.matcher(before).find();
  }

  private static List<EntitySpan> words(String text, int start, int end) {
    List<EntitySpan> out = new ArrayList<>();
    Matcher matcher = WORD.matcher(text).region(start, end);
    while (matcher.find()) {
      out.add(new EntitySpan(matcher.start(), matcher.end(), EntityClass.P));
    }
    return out;
  }

  private boolean ordinary(String text, EntitySpan word) {
    String surface = text.substring(word.start(), word.end());
    String bare = POSSESSIVE.matcher(surface).replaceFirst("").replace('’', '\'');
    return bare.length() < 2 || common.test(bare.toLowerCase(Locale.ROOT));
  }

  private static void blank(StringBuilder text, EntitySpan span) {
    for (int i = span.start(); i < span.end(); i++) {
      text.setCharAt(i, ' ');
    }
  }

  private static Rule rule(EntityClass kind, String pattern) {
    return new Rule(kind, Pattern.compile(pattern, Pattern.CASE_INSENSITIVE));
  }

  private static Rule exact(EntityClass kind, String pattern) {
    return new Rule(kind, Pattern.compile(pattern));
  }

  private record Rule(EntityClass kind, Pattern pattern) {}
}
