// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.queue;

import dev.hob.router.QueueClass;
import java.time.Duration;

/// Limits of one place's queue.
///
/// @param slots turns given out at once, >= 1
/// @param reservedInteractive of these, how many only interactive work may take, < slots
/// @param capacity waiting entries in all; background may fill half of it, default three quarters,
///   so that a flood of work nobody looks at never shuts the door to a person
/// @param perApp waiting entries of one app
/// @param ageStep after each such time an entry waits as if it were one class higher
/// @param overdue after this time it goes before all others, oldest first
public record QueueOptions(
    int slots,
    int reservedInteractive,
    int capacity,
    int perApp,
    Duration ageStep,
    Duration overdue) {
  public QueueOptions {
    if (slots < 1 || reservedInteractive < 0 || reservedInteractive >= slots) {
      throw new IllegalArgumentException("slots " + slots + ", reserved " + reservedInteractive);
    }
    if (capacity < 1 || perApp < 1 || ageStep.toNanos() < 1 || overdue.toNanos() < 1) {
      throw new IllegalArgumentException(
          "capacity " + capacity + ", perApp " + perApp + ", " + ageStep + ", " + overdue);
    }
  }

  /// Four turns: the batch shares one pass over the weights, and more only stretches each answer.
  public static QueueOptions defaults() {
    return new QueueOptions(4, 1, 64, 16, Duration.ofSeconds(10), Duration.ofSeconds(60));
  }

  /// Waiting entries at which `queueClass` is turned away.
  int capacityFor(QueueClass queueClass) {
    return switch (queueClass) {
      case INTERACTIVE -> capacity;
      case DEFAULT -> Math.max(1, capacity * 3 / 4);
      case BACKGROUND -> Math.max(1, capacity / 2);
    };
  }
}
