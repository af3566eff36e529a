// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.decode;

import dev.hob.engine.EngineOptions;
import dev.hob.engine.GenerationRequest.Priority;
import dev.hob.engine.TokenEvent;
import dev.hob.engine.kernel.KvLayout;
import dev.hob.engine.kv.PrefixCache;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Chooses what the next step computes. Batch-loop thread only.
///
/// Sequences that decode come first, the most urgent first, of equals the one whose turn is longest
/// ago; each may bring drafts. Beside them goes one chunk of prompts, shortest rest first, where a
/// prompt counts as shorter by what was computed since it came: so none waits for ever. Work that
/// nobody waits for starts no prompt while somebody waits, unless it has been passed over for long.
final class StepPlanner {
  /// Steps passed over after which a sequence is as urgent as any.
  private static final int PASSED_OVER = 32;

  /// A long chunk that is over so soon holds nobody up.
  private static final double UNNOTICED_SECONDS = 0.05;

  /// How long after somebody asked for something the next request may come at any moment.
  private static final long EXPECTANT_NANOS = 60_000_000_000L;

  private final EngineOptions options;
  private final Roster roster;
  private final PrefixCache prefixes;
  private final StepCost cost;
  private final Rates rates;
  private long urgentAtNanos;
  private boolean wasUrgent;

  StepPlanner(
      EngineOptions options, Roster roster, PrefixCache prefixes, StepCost cost, Rates rates) {
    this.options = options;
    this.roster = roster;
    this.prefixes = prefixes;
    this.cost = cost;
    this.rates = rates;
  }

  /// The next step; empty if nothing can go on.
  Step plan(long now) {
    List<Sequence> ready =
        roster.running().stream().filter(sequence -> sequence.outbox.ready()).toList();
    if (ready.stream().anyMatch(StepPlanner::urgent)) {
      urgentAtNanos = now;
      wasUrgent = true;
    }
    List<Sequence> decoding =
        ready.stream()
            .filter(sequence -> !sequence.prefilling())
            .sorted(Comparator.comparing(StepPlanner::rank))
            .toList();
    List<Sequence> prompts =
        ready.stream()
            .filter(Sequence::prefilling)
            .sorted(
                Comparator.comparing(StepPlanner::rank)
                    .thenComparingLong(sequence -> sequence.remaining() + sequence.computedBefore))
            .toList();
    List<Part> parts = prompts(prompts, chunk(prompts, decoding, now), ready);
    parts.addAll(decode(decoding, !parts.isEmpty()));
    return Step.of(parts);
  }

  private static boolean urgent(Sequence sequence) {
    return sequence.priority() != Priority.BACKGROUND;
  }

  private static Priority rank(Sequence sequence) {
    return sequence.passedOver >= PASSED_OVER ? Priority.INTERACTIVE : sequence.priority();
  }

  /// Prompt tokens of the step.
  private int chunk(List<Sequence> prompts, List<Sequence> decoding, long now) {
    if (prompts.isEmpty() || rates.prefillSeconds(options.prefillChunk()) < UNNOTICED_SECONDS) {
      return options.prefillChunk();
    }
    boolean expectant = wasUrgent && now - urgentAtNanos < EXPECTANT_NANOS;
    boolean holdsUp =
        decoding.stream().anyMatch(StepPlanner::urgent)
            || (expectant && prompts.stream().noneMatch(StepPlanner::urgent));
    return holdsUp ? options.shortChunk() : options.prefillChunk();
  }

  private List<Part> prompts(List<Sequence> prompts, int chunk, List<Sequence> ready) {
    List<Part> parts = new ArrayList<>();
    boolean somebodyWaits = ready.stream().anyMatch(StepPlanner::urgent);
    int room = chunk;
    for (Sequence sequence : prompts) {
      boolean waits = somebodyWaits && rank(sequence) == Priority.BACKGROUND;
      if (room == 0 || waits) {
        sequence.passedOver++;
      } else if (!computesItsBeginning(parts, sequence) && begun(sequence)) {
        Part part = Part.prompt(sequence, room);
        room -= part.tokens().length;
        parts.add(part);
      }
    }
    return parts;
  }

  /// Whether this step gives `sequence`, which has nothing yet, a page that it would else compute
  /// itself: it takes it from the prefix cache in the next step.
  private static boolean computesItsBeginning(List<Part> parts, Sequence sequence) {
    return sequence.position() == 0
        && parts.stream()
            .anyMatch(part -> {
              Text other = part.sequence().text;
              int from = part.sequence().position();
              int most = Math.min(from + part.tokens().length, sequence.text.length() - 1);
              int common = 0;
              while (common < most && sequence.text.agrees(other, common)) {
                common++;
              }
              return common / KvLayout.PAGE * KvLayout.PAGE > from;
            });
  }

  /// Lets `sequence` begin; if that fails, it alone fails.
  private boolean begun(Sequence sequence) {
    try {
      sequence.begin(prefixes);
      return true;
    } catch (RuntimeException | Error e) {
      roster.end(sequence, TokenEvent.Why.FAILED, e);
      return false;
    }
  }

  private List<Part> decode(List<Sequence> decoding, boolean prompt) {
    List<Sequence> chosen = new ArrayList<>();
    List<Draft> drafts = new ArrayList<>();
    for (Sequence sequence : decoding) {
      if (chosen.size() == options.maxBatch()) {
        sequence.passedOver++;
        continue;
      }
      try {
        drafts.add(sequence.draft(options.drafts()));
        chosen.add(sequence);
      } catch (RuntimeException | Error e) {
        roster.end(sequence, TokenEvent.Why.FAILED, e);
      }
    }
    int[] taken = Allotment.of(drafts, options.decodeRows(), prompt, cost);
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < taken.length; i++) {
      parts.add(Part.decode(chosen.get(i), drafts.get(i), taken[i]));
    }
    return parts;
  }
}
