// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.inbox;

import dev.hob.features.Notification;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Notifications that were seen and neither dismissed nor withdrawn, oldest first. In memory only:
/// what people receive is never written to disk.
///
/// Bounded by count and age; at the bound the oldest leaves and is counted. One lock guards the
/// map; it is held over no I/O.
public final class Inbox {
  /// @param entries most that are kept
  /// @param age after which an entry leaves
  public record Bounds(int entries, Duration age) {
    /// A busy day on a desktop has a few hundred.
    public static final Bounds DEFAULT = new Bounds(500, Duration.ofHours(24));
  }

  private final Bounds bounds;
  private final InstantSource clock;
  private final Map<String, Notification> entries = new LinkedHashMap<>();
  private long pushedOut;

  public Inbox(Bounds bounds, InstantSource clock) {
    this.bounds = bounds;
    this.clock = clock;
  }

  /// Enters `notification`, or replaces the one with its id and moves it to the end.
  ///
  /// @return false if it says of itself that it is not to be kept
  public synchronized boolean add(Notification notification) {
    entries.remove(notification.id());
    if (notification.transientHint()) {
      return false;
    }
    entries.put(notification.id(), notification);
    if (entries.size() > bounds.entries()) {
      removeOldest();
      pushedOut++;
    }
    return true;
  }

  /// The person dismissed it, or its app withdrew it.
  public synchronized void remove(String id) {
    entries.remove(id);
  }

  public synchronized void clear() {
    entries.clear();
  }

  /// A copy, oldest first.
  public synchronized List<Notification> entries() {
    dropAged();
    return new ArrayList<>(entries.values());
  }

  /// How many left because there was no room.
  public synchronized long pushedOut() {
    return pushedOut;
  }

  private void dropAged() {
    var oldest = clock.instant().minus(bounds.age());
    entries.values().removeIf(n -> n.time().toInstant().isBefore(oldest));
  }

  private void removeOldest() {
    Iterator<String> ids = entries.keySet().iterator();
    ids.next();
    ids.remove();
  }
}
