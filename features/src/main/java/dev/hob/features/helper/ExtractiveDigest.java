// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.helper;

import dev.hob.features.fact.Tokens;
import dev.hob.features.fact.WordLists;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The extractive digest: quotes the notices that weigh most within the words allowed. Nothing is
/// rewritten, so nothing can be said that no notice says. Immutable.
///
/// Of a subject the latest state counts: a notice that a later one replaces is left out, one that a
/// later one only follows stands back. Time-bound notices are quoted whole, whatever the limit, and
/// all but appointments come first. Which notices are quoted, whole or shortened by parts, is the
/// best packing of their weights ([Packing]); promotions, games and words aimed at an assistant are
/// not quoted beside anything better.
public final class ExtractiveDigest {
  private static final double FOLLOWED = 0.35;

  /// Each later message of a conversation takes from an earlier one, so that many conversations get
  /// a line before one gets many.
  private static final double OLDER = 0.75;

  private static final double OLDEST = 0.4;

  private final Subjects subjects;
  private final QuoteForms forms;

  public ExtractiveDigest(WordLists lists) {
    this.subjects = new Subjects(lists.stopWords());
    this.forms = new QuoteForms(lists);
  }

  /// @param judge says how soon each notice wants its reader
  /// @param words limit over all quotes, in R tokens (eval.md, 2)
  /// @return groups by priority, critical first; a group over the limit has no quotes
  public List<Quoted> digest(List<NoticeGroup> groups, PriorityJudge judge, int words) {
    List<Candidate> candidates = new ArrayList<>();
    for (int g = 0; g < groups.size(); g++) {
      addCandidates(groups.get(g), g, judge, candidates);
    }
    candidates.sort(
        Comparator.comparing((Candidate c) -> !c.first())
            .thenComparing(Candidate::weight, Comparator.reverseOrder())
            .thenComparing(c -> c.notice().time(), Comparator.reverseOrder()));
    Map<Integer, List<Quote>> chosen = new HashMap<>();
    int left = words;
    for (Candidate bound : candidates.stream().filter(Candidate::whole).toList()) {
      String text = QuoteForms.whole(bound.notice());
      left -= Tokens.rouge(text).size();
      add(chosen, bound, text);
    }
    pack(candidates, left, chosen);
    return ordered(groups, candidates, chosen);
  }

  private void pack(List<Candidate> candidates, int left, Map<Integer, List<Quote>> chosen) {
    boolean anyBetter = candidates.stream().anyMatch(Candidate::isWorthQuoting);
    List<Candidate> open =
        candidates.stream()
            .filter(c -> !c.whole() && !c.replaced())
            .filter(c -> c.isWorthQuoting() || !anyBetter)
            .toList();
    List<List<Packing.Option>> options = new ArrayList<>();
    for (Candidate candidate : open) {
      options.add(
          forms.of(candidate.notice()).stream()
              .map(form -> new Packing.Option(form.words(), candidate.weight() * form.share()))
              .toList());
    }
    int[] picks = Packing.best(options, Math.max(0, left));
    for (int i = 0; i < picks.length; i++) {
      if (picks[i] >= 0) {
        add(chosen, open.get(i), forms.of(open.get(i).notice()).get(picks[i]).text());
      }
    }
  }

  private static void add(Map<Integer, List<Quote>> chosen, Candidate candidate, String text) {
    chosen
        .computeIfAbsent(candidate.group(), key -> new ArrayList<>())
        .add(new Quote(candidate.notice(), text));
  }

  private void addCandidates(
      NoticeGroup group, int index, PriorityJudge judge, List<Candidate> out) {
    List<Notice> notices = group.notices();
    Set<Integer> replaced = subjects.replaced(notices);
    Map<Set<String>, Double> heaviest = new HashMap<>();
    Map<Set<String>, Integer> latest = new HashMap<>();
    List<Set<String>> states = notices.stream().map(this::state).toList();
    for (int i = 0; i < notices.size(); i++) {
      latest.put(states.get(i), i);
    }
    for (int i = 0; i < notices.size(); i++) {
      Notice notice = notices.get(i);
      List<Notice> later = notices.subList(i + 1, notices.size());
      PriorityJudge.Judgement judgement = judge.judge(notice);
      TimeBound bound = TimeBound.of(notice);
      boolean gone = replaced.contains(i) || isSettledQuestion(notice, later);
      double weight = weight(notice, judgement);
      if (notice.isMessage()) {
        weight *= Math.max(OLDEST, Math.pow(OLDER, later.size()));
      } else if (!states.get(i).isEmpty()) {
        // The present state of a subject matters as much as the states it follows.
        weight = heaviest.merge(states.get(i), weight, Math::max);
        weight *= latest.getOrDefault(states.get(i), i) > i ? FOLLOWED : 1;
      }
      boolean whole = bound != TimeBound.NONE && !(bound == TimeBound.APPOINTMENT && gone);
      out.add(new Candidate(index, notice, judgement, weight, whole, gone));
    }
  }

  /// What a notice tells the state of; empty where that is unknown.
  private Set<String> state(Notice notice) {
    return notice.isMessage() ? Set.of() : subjects.stems(notice.summary());
  }

  /// A question in a group chat that others have talked about since.
  private static boolean isSettledQuestion(Notice notice, List<Notice> later) {
    return notice.isMessage()
        && notice.body().endsWith("?")
        && later.size() > 1
        && later.stream().anyMatch(next -> !next.sender().equals(notice.sender()));
  }

  /// People before machines, figures before words.
  private double weight(Notice notice, PriorityJudge.Judgement judgement) {
    double base =
        switch (judgement.priority()) {
          case HIGH -> 4;
          case NORMAL -> 1.5;
          case LOW -> 0.3;
        };
    return base
        + 0.05 * Math.clamp((long) judgement.score(), -4, 8)
        + (notice.isMessage() ? 0.4 : 0)
        + 0.15 * Math.min(4, forms.facts(notice));
  }

  private List<Quoted> ordered(
      List<NoticeGroup> groups, List<Candidate> candidates, Map<Integer, List<Quote>> chosen) {
    Map<Integer, Quoted> out = new LinkedHashMap<>();
    for (Candidate candidate : candidates) {
      if (!out.containsKey(candidate.group())) {
        List<Quote> quotes = new ArrayList<>(chosen.getOrDefault(candidate.group(), List.of()));
        quotes.removeIf(quote -> isOutOfDate(quote, groups.get(candidate.group()), quotes));
        quotes.sort(Comparator.comparing(quote -> quote.notice().time()));
        NoticeGroup group = groups.get(candidate.group());
        out.put(candidate.group(), new Quoted(group, candidate.judgement().priority(), quotes));
      }
    }
    return List.copyOf(out.values());
  }

  /// A state is never told without the one that followed it.
  private boolean isOutOfDate(Quote quote, NoticeGroup group, List<Quote> quotes) {
    List<Notice> notices = group.notices();
    return notices.subList(notices.indexOf(quote.notice()) + 1, notices.size()).stream()
        .filter(later -> subjects.follows(later, quote.notice()))
        .anyMatch(later -> quotes.stream().noneMatch(told -> told.notice().equals(later)));
  }

  /// @param text verbatim from the notice, perhaps fewer of its parts
  public record Quote(Notice notice, String text) {}

  /// @param priority that of the group's weightiest notice
  /// @param quotes oldest first
  public record Quoted(NoticeGroup group, Priority priority, List<Quote> quotes) {
    public Quoted {
      quotes = List.copyOf(quotes);
    }
  }

  private record Candidate(
      int group,
      Notice notice,
      PriorityJudge.Judgement judgement,
      double weight,
      boolean whole,
      boolean replaced) {

    /// First of all, whatever else there is.
    boolean first() {
      TimeBound bound = TimeBound.of(notice);
      return whole && bound != TimeBound.APPOINTMENT;
    }

    boolean isWorthQuoting() {
      return judgement.score() > RulePriority.NOT_WORTH_QUOTING;
    }
  }
}
