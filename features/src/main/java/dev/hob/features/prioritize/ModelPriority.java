// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.prioritize;

import dev.hob.features.flow.Calls;
import dev.hob.features.helper.Notice;
import dev.hob.features.helper.Priority;
import dev.hob.features.helper.PriorityJudge.Judgement;
import dev.hob.features.helper.RulePriority;
import dev.hob.features.helper.TimeBound;
import dev.hob.features.notice.NoticeReader;
import dev.hob.features.prompt.NativeAnswers;
import dev.hob.features.prompt.NativePrompt;
import dev.hob.features.prompt.NativePrompts;
import dev.hob.router.Plan;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Priorities by the model, within bounds that no model may leave: what is time-bound is never held
/// back, and what advertises, plays, shouts or speaks to an assistant is never high. Immutable.
///
/// One notification a call: a small model that was trained so judges far better than by the thirty,
/// and the calls share the prompt's constant part.
public final class ModelPriority {
  /// `<|1|> <|class|> eos`, or `{"priority": "normal"}`.
  private static final int LONGEST = 16;

  private static final Pattern SHOUTS = Pattern.compile("[!?]{3,}");
  private static final int FEW_LETTERS = 12;
  private static final double CAPITALS = 0.7;

  private final NativePrompts prompts;
  private final RulePriority rules;

  public ModelPriority(NativePrompts prompts, RulePriority rules) {
    this.prompts = prompts;
    this.rules = rules;
  }

  /// One for each notice, in order.
  public List<Plan> plans(List<Notice> notices, ZoneOffset zone) {
    return notices.stream().map(notice -> plan(notice, zone)).toList();
  }

  /// One for each notice, in order.
  public List<Judgement> judge(Calls calls, List<Notice> notices, ZoneOffset zone)
      throws InterruptedException {
    List<Judgement> out = new ArrayList<>();
    for (Notice notice : notices) {
      out.add(bounded(notice, read(calls.run(plan(notice, zone), growing -> {}), notice)));
    }
    return out;
  }

  private Plan plan(Notice notice, ZoneOffset zone) {
    NativePrompt prompt = prompts.prioritize(List.of(NoticeReader.shown(notice, zone)));
    return new Plan(
        prompt.role(), prompt.prompt(), ChatForm.chat(notice), prompt.grammar(), LONGEST, 0f, 0);
  }

  private Judgement read(Calls.Reply reply, Notice notice) {
    Judgement byRules = rules.judge(notice);
    if (reply.isChat()) {
      return ChatForm.read(reply.text())
          .map(priority -> byRules.as(priority, Double.NaN, reason(priority, byRules)))
          .orElse(byRules);
    }
    Priority chosen =
        Priority.valueOf(
            NativeAnswers.readPriorities(reply.segments(), 1).getFirst().toUpperCase(Locale.ROOT));
    double confidence =
        reply.probabilities().isEmpty() ? Double.NaN : reply.probabilities().getLast();
    return byRules.as(chosen, confidence, reason(chosen, byRules));
  }

  /// The rules' reason where they came to the same end.
  private static String reason(Priority chosen, Judgement byRules) {
    return byRules.priority() == chosen ? byRules.reason() : "its wording";
  }

  private Judgement bounded(Notice notice, Judgement judged) {
    TimeBound bound = TimeBound.of(notice);
    if (judged.priority().compareTo(bound.least()) > 0) {
      return rules.judge(notice);
    }
    Judgement byRules = rules.judge(notice);
    boolean pressing =
        judged.priority() == Priority.HIGH
            && byRules.priority() != Priority.HIGH
            && (!rules.isNotice(notice) || shouts(notice.text()));
    return pressing ? byRules : judged;
  }

  private static boolean shouts(String text) {
    long letters = text.codePoints().filter(Character::isLetter).count();
    long capitals = text.codePoints().filter(Character::isUpperCase).count();
    return SHOUTS.matcher(text).find()
        || (letters >= FEW_LETTERS && capitals >= CAPITALS * letters);
  }
}
