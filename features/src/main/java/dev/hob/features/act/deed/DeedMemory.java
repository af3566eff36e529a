// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.deed;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What each caller's requests did lately and how it is taken back. In memory alone: arguments are
/// content. Thread-safe; bounded by caller, as a whole and by age, the oldest goes first.
final class DeedMemory {
  static final Duration FOR = Duration.ofMinutes(30);
  static final String LAST = "last";
  private static final int MOST_OF_ONE = 16;
  private static final int MOST = 256;

  /// By request id; guarded by this.
  private final Map<String, Deed> byRequest = new HashMap<>();

  private long count;

  /// @param order later deeds have higher ones
  record Deed(String request, Who who, WayBack back, Instant until, long order) {}

  /// @return until when it can be undone
  synchronized Instant remember(String request, Who who, WayBack back, Instant now) {
    forget(now);
    if (of(who).count() >= MOST_OF_ONE) {
      dropOldest(of(who));
    }
    if (byRequest.size() >= MOST) {
      dropOldest(byRequest.values().stream());
    }
    Instant until = now.plus(FOR);
    byRequest.put(request, new Deed(request, who, back, until, count++));
    return until;
  }

  /// @param request id, or `last`
  synchronized Optional<Deed> find(String request, Who who, Instant now) {
    forget(now);
    return request.equals(LAST)
        ? of(who).max(Comparator.comparingLong(Deed::order))
        : of(who).filter(it -> it.request().equals(request)).findFirst();
  }

  /// Takes a deed out, so that nobody else undoes it meanwhile.
  synchronized Optional<Deed> take(String request, Who who, Instant now) {
    Optional<Deed> deed = find(request, who, now);
    deed.ifPresent(it -> byRequest.remove(it.request()));
    return deed;
  }

  /// It was not undone after all.
  synchronized void putBack(Deed deed) {
    byRequest.putIfAbsent(deed.request(), deed);
  }

  /// Ids that `who` can undo, the latest first.
  synchronized List<String> known(Who who, Instant now) {
    forget(now);
    return of(who)
        .sorted(Comparator.comparingLong(Deed::order).reversed())
        .map(Deed::request)
        .toList();
  }

  private Stream<Deed> of(Who who) {
    return byRequest.values().stream().filter(it -> it.who().equals(who));
  }

  private void dropOldest(Stream<Deed> among) {
    among
        .min(Comparator.comparingLong(Deed::order))
        .ifPresent(it -> byRequest.remove(it.request()));
  }

  private void forget(Instant now) {
    byRequest.values().removeIf(it -> !now.isBefore(it.until()));
  }
}
