// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

/// Who waits for the answer: a person looking at it, a program, nobody.
public enum QueueClass {
  INTERACTIVE(0),
  DEFAULT(1),
  BACKGROUND(2);

  private final int rank;

  QueueClass(int rank) {
    this.rank = rank;
  }

  /// 0 goes first.
  public int rank() {
    return rank;
  }
}
