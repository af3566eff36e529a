// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.clause;

import dev.hob.features.chat.ChatAnswer;
import dev.hob.features.fact.FactContext;
import dev.hob.features.fact.FactExtractor;
import dev.hob.features.fact.Sentences;
import dev.hob.features.fact.Tokens;
import dev.hob.features.flow.Calls;
import dev.hob.features.guard.SummaryGuard;
import dev.hob.features.prompt.Clause;
import dev.hob.features.prompt.NativeAnswers;
import dev.hob.features.prompt.NativePrompt;
import dev.hob.router.Chat;
import dev.hob.router.Plan;
import dev.hob.router.Segment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Has the model write clauses over numbered items and lets only those out that the guard passes:
/// greedy first, sampled once more, then nothing, so that the caller quotes. Immutable.
public final class ClauseWriter {
  private static final int ATTEMPTS = 2;
  private static final float SECOND_TEMPERATURE = 0.7f;

  /// A model trained to copy uses its sources' words; a large one in the chat form rephrases.
  private static final double OWN_WORDS_NATIVE = 0.8;

  private static final double OWN_WORDS_CHAT = 0.35;

  /// Beyond it an answer is longer than asked.
  private static final double SLACK = 1.5;

  private static final Pattern NUMBER = Pattern.compile("\\[([0-9]{1,3})\\][\\s,]*");

  private static final Pattern BULLET = Pattern.compile("^(?:[-*•]|[0-9]{1,2}[.)])\\s+");
  private static final int MOST_SOURCES = 3;

  private final SummaryGuard guard;

  public ClauseWriter(FactExtractor extractor) {
    this.guard = new SummaryGuard(extractor);
  }

  /// What is to be written.
  ///
  /// @param chat the same prompt as messages
  /// @param items text of each numbered item, in order, as the guard reads it
  /// @param words limit over all clauses, in R tokens
  /// @param counts numbers that are true as counts
  public record Job(
      NativePrompt prompt,
      Chat chat,
      List<String> items,
      int words,
      FactContext context,
      Set<Integer> counts) {
    public Job {
      items = List.copyOf(items);
      counts = Set.copyOf(counts);
    }

    /// The first attempt.
    public Plan plan() {
      return plan(0);
    }

    private Plan plan(int attempt) {
      int longest = 16 + words * 2 + items.size();
      return new Plan(
          prompt.role(),
          prompt.prompt(),
          chat,
          prompt.grammar(),
          longest,
          attempt == 0 ? 0f : SECOND_TEMPERATURE,
          attempt);
    }
  }

  /// @param clauses that passed, at least one; empty = quote the sources
  /// @param rejected what the guard found, in words without content
  public record Written(Optional<List<Clause>> clauses, List<String> rejected, int retries) {}

  /// @param preview sees the clauses while they grow, unchecked
  public Written write(Job job, Calls calls, Consumer<List<Clause>> preview)
      throws InterruptedException {
    List<String> rejected = new ArrayList<>();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Calls.Reply reply =
          calls.run(job.plan(attempt), growing -> preview.accept(read(growing, job)));
      List<Clause> clauses =
          reply.isChat() ? readChat(reply.text(), job) : read(reply.segments(), job);
      if (clauses.isEmpty()) {
        rejected.add("nothing worth rewriting");
        return new Written(Optional.empty(), rejected, attempt);
      }
      List<String> faults = faults(clauses, job, reply);
      if (faults.isEmpty()) {
        return new Written(Optional.of(clauses), rejected, attempt);
      }
      faults.stream().filter(fault -> !rejected.contains(fault)).forEach(rejected::add);
    }
    return new Written(Optional.empty(), rejected, ATTEMPTS - 1);
  }

  private List<String> faults(List<Clause> clauses, Job job, Calls.Reply reply) {
    List<String> faults = new ArrayList<>();
    if (!reply.whole()) {
      faults.add("no end within the tokens allowed");
    }
    int words = 0;
    for (Clause clause : clauses) {
      List<String> sources = clause.items().stream().map(i -> job.items().get(i - 1)).toList();
      double own = reply.isChat() ? OWN_WORDS_CHAT : OWN_WORDS_NATIVE;
      faults.addAll(
          guard.faults(
              clause.text(), new SummaryGuard.Ground(sources, job.context(), job.counts(), own)));
      words += Tokens.rouge(clause.text()).size();
    }
    if (words > SLACK * job.words()) {
      faults.add("longer than asked");
    }
    return faults;
  }

  private static List<Clause> read(List<Segment> segments, Job job) {
    return NativeAnswers.readClauses(segments, job.prompt().marks()).stream()
        .map(clause -> withSources(clause, job))
        .toList();
  }

  /// Lines or sentences, perhaps as `[1][3] The review moves to 15:30.`
  private static List<Clause> readChat(String answer, Job job) {
    List<Clause> out = new ArrayList<>();
    for (String line : Sentences.split(ChatAnswer.body(answer))) {
      String rest = BULLET.matcher(line).replaceFirst("");
      Set<Integer> items = new TreeSet<>();
      Matcher number = NUMBER.matcher(rest);
      while (number.lookingAt()) {
        items.add(Integer.parseInt(number.group(1)));
        rest = rest.substring(number.end());
        number = NUMBER.matcher(rest);
      }
      if (!rest.isBlank()) {
        out.add(withSources(new Clause(List.copyOf(items), rest.strip()), job));
      }
    }
    return out;
  }

  /// Numbers that no item has are dropped; a clause that names none gets the items that hold most
  /// of its words, each one only if it adds to those before.
  private static Clause withSources(Clause clause, Job job) {
    List<Integer> items =
        clause.items().stream().filter(i -> i >= 1 && i <= job.items().size()).toList();
    return new Clause(items.isEmpty() ? nearest(clause.text(), job) : items, clause.text());
  }

  private static List<Integer> nearest(String text, Job job) {
    Set<String> open = new HashSet<>(Tokens.words(text));
    List<Integer> out = new ArrayList<>();
    while (out.size() < MOST_SOURCES) {
      int best = 0;
      int most = out.isEmpty() ? -1 : 1; // a further source brings at least two words
      for (int i = 0; i < job.items().size(); i++) {
        Set<String> shared = new HashSet<>(Tokens.words(job.items().get(i)));
        shared.retainAll(open);
        if (shared.size() > most) {
          most = shared.size();
          best = i + 1;
        }
      }
      if (best == 0 || out.contains(best)) {
        break;
      }
      out.add(best);
      open.removeAll(new HashSet<>(Tokens.words(job.items().get(best - 1))));
    }
    return out.stream().sorted().toList();
  }
}
