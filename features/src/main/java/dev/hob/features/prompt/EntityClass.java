// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.prompt;

/// The classes of entity marks and how many marks the tokenizer has of each.
public enum EntityClass {
  /// People, teams, other names.
  P(10),
  /// Times and dates.
  T(8),
  /// Numbers and money.
  N(8),
  /// Links and addresses.
  L(4),
  /// Files, codes, versions.
  X(4);

  private final int marks;

  EntityClass(int marks) {
    this.marks = marks;
  }

  public int marks() {
    return marks;
  }
}
