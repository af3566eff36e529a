// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.helper;

import dev.hob.features.text.TextResource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// Priority by rules: signs with weights from `priority-rules.tsv`, summed. Immutable.
///
/// Urgency counts only where it is critical, since senders set it as they like: a promotion with
/// critical urgency stays first and unchanged, because the desktop's specification promises that,
/// while low and normal are taken from the words.
public final class RulePriority implements PriorityJudge {
  private static final int HIGH_FROM = 3;
  private static final int LOW_FROM = -3;

  /// At and below it a notice advertises, plays or aims at an assistant.
  static final int NOT_WORTH_QUOTING = -5;

  private static final double CERTAIN = 0.95;
  private static final int CHATTER_WORDS = 3;
  private static final int SHORT_WORDS = 5;

  private final List<Rule> rules;

  private RulePriority(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  /// The rules that Hob ships.
  public static RulePriority embedded() {
    return new RulePriority(
        TextResource.lines(RulePriority.class, "priority-rules.tsv").map(Rule::read).toList());
  }

  /// Time-bound notices are at least as high as [TimeBound#least()].
  @Override
  public Judgement judge(Notice notice) {
    TimeBound bound = TimeBound.of(notice);
    if (bound == TimeBound.CRITICAL) {
      return new Judgement(Priority.HIGH, CERTAIN, bound.reason(), Integer.MAX_VALUE);
    }
    Judgement judged = bySigns(notice);
    return judged.priority().compareTo(bound.least()) > 0
        ? judged.as(bound.least(), CERTAIN, bound.reason())
        : judged;
  }

  /// Whether the text speaks to an assistant, advertises or plays: whoever judges, it is not high.
  public boolean isNotice(Notice notice) {
    return bySigns(notice).score() > NOT_WORTH_QUOTING;
  }

  private Judgement bySigns(Notice notice) {
    Map<String, Integer> weights = new HashMap<>();
    for (Rule rule : rules) {
      if (rule.pattern().matcher(rule.field().of(notice)).find()) {
        weights.merge(rule.reason(), rule.weight(), RulePriority::stronger);
      }
    }
    int words = chatterWords(notice);
    if (words > 0 && words <= CHATTER_WORDS) {
      weights.put("small talk", -5);
    } else if (words > 0 && words <= SHORT_WORDS && weights.isEmpty()) {
      weights.put("small talk", -2);
    }
    boolean promotion = weights.getOrDefault("promotion", 0) < 0;
    int score = weights.values().stream().filter(w -> !promotion || w < 0).mapToInt(w -> w).sum();
    return new Judgement(priority(score), confidence(score), reason(weights, score), score);
  }

  /// Probability that the class of `score` is right: the logistic of a line, one a class. Their
  /// constants follow the 114 items of the development file notify-batches (right of all: high 10
  /// of 15 at 3, 13 of 17 at 4 and 5, 5 of 5 beyond; low 20 of 20; normal 25 of 39 at 0, 9 of 18
  /// elsewhere), drawn towards the middle, for the items are few.
  private static double confidence(int score) {
    double evidence =
        switch (priority(score)) {
          case HIGH -> 0.6 + 0.35 * (score - HIGH_FROM);
          case NORMAL -> 0.75 - 0.28 * Math.abs(score);
          case LOW -> 1.6 + 0.35 * (LOW_FROM - score);
        };
    return 1 / (1 + Math.exp(-evidence));
  }

  private static Priority priority(int score) {
    if (score >= HIGH_FROM) {
      return Priority.HIGH;
    }
    return score <= LOW_FROM ? Priority.LOW : Priority.NORMAL;
  }

  /// The strongest sign that points the way of the sum.
  private static String reason(Map<String, Integer> weights, int score) {
    return weights.entrySet().stream()
        .filter(e -> Integer.signum(e.getValue()) == Integer.signum(score))
        .max(
            Map.Entry.<String, Integer>comparingByValue(
                    (a, b) -> Integer.compare(Math.abs(a), Math.abs(b)))
                .thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .orElse("nothing special");
  }

  private static int stronger(int a, int b) {
    return Math.abs(a) >= Math.abs(b) ? a : b;
  }

  /// Words of a message that asks nothing and tells no figure; 0 for anything else.
  private static int chatterWords(Notice notice) {
    String body = notice.body();
    boolean figures = body.chars().anyMatch(Character::isDigit);
    boolean chatter = notice.isMessage() && body.indexOf('?') < 0 && !figures;
    return chatter ? body.split("\\s+").length : 0;
  }

  private enum Field {
    TEXT,
    SUMMARY,
    BODY,
    APP,
    CATEGORY;

    String of(Notice notice) {
      return switch (this) {
        case TEXT -> notice.summary() + ". " + notice.body();
        case SUMMARY -> notice.summary();
        case BODY -> notice.body();
        case APP -> notice.app();
        case CATEGORY -> notice.category();
      };
    }
  }

  private record Rule(Field field, int weight, String reason, Pattern pattern) {
    static Rule read(String line) {
      List<String> columns = new ArrayList<>(List.of(line.split("\t", 4)));
      return new Rule(
          Field.valueOf(columns.get(0).toUpperCase(Locale.ROOT)),
          Integer.parseInt(columns.get(1)),
          columns.get(2),
          Pattern.compile(columns.get(3), Pattern.CASE_INSENSITIVE | Pattern.MULTILINE));
    }
  }
}
