// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.decode;

import dev.hob.engine.TokenEvent;
import dev.hob.engine.kv.PagePool;
import dev.hob.engine.kv.PrefixCache;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Which sequences run, which wait, and who makes room for whom. Batch-loop thread only.
///
/// A sequence *waits* until the pages that it may need at most are reserved, then it *runs*. The
/// most urgent one that waits may take the pages of those that are less urgent, and of those whose
/// consumer has paused or does not read; they wait again, in their old place, and are computed
/// again from their tokens. Nobody overtakes the first that waits.
final class Roster {
  private static final Comparator<Sequence> ORDER =
      Comparator.comparing(Sequence::priority).thenComparingLong(sequence -> sequence.arrival);

  private final PagePool pages;
  private final PrefixCache prefixes;
  private final AtomicInteger alive;
  private final TreeSet<Sequence> waiting = new TreeSet<>(ORDER);
  private final List<Sequence> running = new ArrayList<>();
  private long preemptions;

  /// @param alive counts down with each sequence that ends
  Roster(PagePool pages, PrefixCache prefixes, AtomicInteger alive) {
    this.pages = pages;
    this.prefixes = prefixes;
    this.alive = alive;
  }

  /// In order of their last turn, longest ago first.
  List<Sequence> running() {
    return running;
  }

  int waitingCount() {
    return waiting.size();
  }

  /// Sequences whose pages went to another so far.
  long preemptions() {
    return preemptions;
  }

  void add(Sequence sequence) {
    waiting.add(sequence);
  }

  /// Cancelled sequences out, waiting ones into the batch while their pages fit.
  void settle() {
    for (Sequence sequence : all()) {
      if (sequence.outbox.cancelled()) {
        end(sequence, TokenEvent.Why.CANCELLED, null);
      }
    }
    while (true) {
      Sequence next =
          waiting.stream().filter(sequence -> sequence.outbox.ready()).findFirst().orElse(null);
      if (next == null || !(pages.reserve(next.pages) || makeRoom(next))) {
        return;
      }
      waiting.remove(next);
      next.admit(pages);
      running.add(next);
    }
  }

  /// Reserves pages for `next` at the cost of those that matter less; of nobody if that is not
  /// enough.
  private boolean makeRoom(Sequence next) {
    List<Sequence> lesser =
        running.stream()
            .filter(sequence ->
                sequence.priority().compareTo(next.priority()) > 0 || !sequence.outbox.ready())
            .sorted(
                Comparator.comparing((Sequence sequence) -> sequence.outbox.ready())
                    .thenComparing(ORDER.reversed()))
            .toList();
    long free = pages.freePages();
    int victims = 0;
    while (free < next.pages && victims < lesser.size()) {
      free += lesser.get(victims++).pages;
    }
    if (free < next.pages) {
      return false;
    }
    for (Sequence victim : lesser.subList(0, victims)) {
      preemptions++;
      running.remove(victim);
      victim.keep(prefixes, victim.position());
      victim.dispossess();
      waiting.add(victim);
    }
    return pages.reserve(next.pages);
  }

  /// Takes the pages of those whose consumer has paused or does not read, the least urgent first,
  /// until `wanted` pages are free.
  ///
  /// @return pages that were theirs
  long relieve(long wanted) {
    List<Sequence> paused =
        running.stream()
            .filter(sequence -> !sequence.outbox.ready())
            .sorted(ORDER.reversed())
            .toList();
    long freed = 0;
    for (Sequence sequence : paused) {
      if (freed < wanted) {
        freed += sequence.table().size();
        running.remove(sequence);
        sequence.dispossess();
        waiting.add(sequence);
      }
    }
    return freed;
  }

  /// Puts those that had a turn behind the others.
  void turned(Sequence sequence) {
    running.remove(sequence);
    running.add(sequence);
  }

  void end(Sequence sequence, TokenEvent.Why why, @Nullable Throwable cause) {
    if (sequence.outbox.ended()) {
      return;
    }
    if (why != TokenEvent.Why.FAILED) {
      sequence.keep(prefixes, sequence.position());
    }
    running.remove(sequence);
    waiting.remove(sequence);
    sequence.end(why, cause, System.nanoTime());
    alive.decrementAndGet();
  }

  /// Ends all.
  void close(TokenEvent.Why why, @Nullable Throwable cause) {
    all().forEach(sequence -> end(sequence, why, cause));
  }

  private List<Sequence> all() {
    List<Sequence> all = new ArrayList<>(waiting);
    all.addAll(running);
    return all;
  }
}
