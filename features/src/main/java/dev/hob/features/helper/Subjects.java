// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.helper;

import dev.hob.features.fact.Tokens;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What notices are about, and whether a later one makes an earlier one stale. Immutable.
///
/// The subject of a notice are the stems of its words without figures, stop words and words of
/// state (`failed`, `passed`, `delayed` …), so that "Build #2051 failed: payments-service" and
/// "Build #2052 passed: payments-service" are about the same.
public final class Subjects {
  private static final int STEM = 5;
  private static final double SAME = 0.6;
  private static final Pattern STATE =
      Pattern.compile(
          "(?:fail|pass|succe|error|critic|warni|lost|resto|resol|recov|cance|delay|moved|postp|resch"
              + "|arriv|chang|updat|finis|compl|start|stopp|reope|close|ready|tomor|tonig|norma"
              + "|offli|onlin|minut|deliv).*"
              + "|ok|stop|open|done|back|now|again|today|high|low|left|your|retry");
  private static final Pattern REPLACES =
      Pattern.compile(
          "\\b(?:now (?:arrives?|at|in|starts?|on)|moved|instead|rescheduled|postponed|delay(?:ed)?"
              + "|cancel(?:s|led|ed)|called off|changed|new (?:time|date|room|place)|correction"
              + "|corrected|replaces|brought forward|delivered|handed (?:over )?to|has arrived)\\b",
          Pattern.CASE_INSENSITIVE);

  private final Set<String> stopWords;

  public Subjects(Set<String> stopWords) {
    this.stopWords = Set.copyOf(stopWords);
  }

  /// Stems that say what `text` is about.
  public Set<String> stems(String text) {
    Set<String> stems = new HashSet<>();
    for (String word : Tokens.words(text)) {
      String stem = word.substring(0, Math.min(STEM, word.length()));
      boolean figure = word.chars().anyMatch(Character::isDigit);
      if (!figure && !stopWords.contains(word) && !STATE.matcher(stem).matches()) {
        stems.add(stem);
      }
    }
    return stems;
  }

  /// Whether a later notice tells the present state of what `earlier` tells: the summary lines are
  /// about the same thing, names included.
  public boolean follows(Notice later, Notice earlier) {
    Set<String> stems = stems(later.summary());
    return !later.isMessage() && !stems.isEmpty() && stems.equals(stems(earlier.summary()));
  }

  /// Whether two notices of one app, not messages, are about the same thing.
  public boolean same(Notice a, Notice b) {
    Set<String> left = stems(a.summary());
    Set<String> right = stems(b.summary());
    if (!left.isEmpty() && left.equals(right)) {
      return true;
    }
    return overlap(stems(a.text()), stems(b.text())) >= SAME;
  }

  private static String masked(String text) {
    return text.replaceAll("[0-9]+(?:[.,:][0-9]+)*", "0");
  }

  private static double overlap(Set<String> a, Set<String> b) {
    int smaller = Math.min(a.size(), b.size());
    if (smaller == 0) {
      return 0;
    }
    Set<String> shared = new HashSet<>(a);
    shared.retainAll(b);
    return shared.size() < 2 && smaller > 1 ? 0 : (double) shared.size() / smaller;
  }

  /// Those of a subject's notices that a later one takes the place of, so that quoting both would
  /// tell an old time or place as if it still held: the later one says so, or it differs in figures
  /// alone. Messages replace nothing and are not replaced.
  ///
  /// @param notices of one group, oldest first
  /// @return indices into `notices`
  public Set<Integer> replaced(List<Notice> notices) {
    Set<Integer> out = new HashSet<>();
    Set<String> bare = new HashSet<>();
    Set<String> whole = new HashSet<>();
    Set<String> anyBody = new HashSet<>();
    boolean announced = false;
    for (int i = notices.size() - 1; i >= 0; i--) {
      Notice notice = notices.get(i);
      if (notice.isMessage()) {
        continue;
      }
      String summary = masked(notice.summary());
      String both = summary + "\n" + masked(notice.body());
      boolean same =
          notice.body().isEmpty()
              ? anyBody.contains(summary)
              : bare.contains(summary) || whole.contains(both);
      if (announced || same) {
        out.add(i);
      }
      anyBody.add(summary);
      whole.add(both);
      if (notice.body().isEmpty()) {
        bare.add(summary);
      }
      announced |= REPLACES.matcher(notice.text()).find();
    }
    return out;
  }
}
