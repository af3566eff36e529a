// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.deed;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Calls that want a yes while nobody could be asked. An id stands for its call and for nothing
/// more: who comes back with it has the person asked, about the very call that was chosen. It is
/// good once, for its own caller, for a short time. Thread-safe; bounded by caller and as a whole,
/// the oldest goes first.
final class Waiting {
  static final Duration FOR = Duration.ofMinutes(2);
  private static final int MOST_OF_ONE = 8;
  private static final int MOST = 128;

  private final SecureRandom random = new SecureRandom();

  /// In the order of arrival; guarded by this.
  private final Map<String, Parked> byId = new LinkedHashMap<>();

  private record Parked(Who who, Order order, Instant until) {}

  /// @return the id
  synchronized String park(Who who, Order order, Instant now) {
    forget(now);
    if (byId.values().stream().filter(it -> it.who().equals(who)).count() >= MOST_OF_ONE) {
      dropOldest(Optional.of(who));
    }
    if (byId.size() >= MOST) {
      dropOldest(Optional.empty());
    }
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    String id = HexFormat.of().formatHex(bytes);
    byId.put(id, new Parked(who, order, now.plus(FOR)));
    return id;
  }

  /// Gives a call out, once.
  synchronized Optional<Order> take(String id, Who who, Instant now) {
    forget(now);
    Parked parked = byId.get(id);
    if (parked == null || !parked.who().equals(who)) {
      return Optional.empty();
    }
    byId.remove(id);
    return Optional.of(parked.order());
  }

  private void forget(Instant now) {
    byId.values().removeIf(it -> !now.isBefore(it.until()));
  }

  private void dropOldest(Optional<Who> of) {
    Iterator<Parked> oldest = byId.values().iterator();
    while (oldest.hasNext()) {
      Parked parked = oldest.next();
      if (of.isEmpty() || of.get().equals(parked.who())) {
        oldest.remove();
        return;
      }
    }
  }
}
