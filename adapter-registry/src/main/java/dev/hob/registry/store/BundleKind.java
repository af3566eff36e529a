// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry.store;

/// What can be installed.
public enum BundleKind {
  BASE("base", "bases"),
  ADAPTER("adapter", "adapters");

  private final String word;
  private final String folder;

  BundleKind(String word, String folder) {
    this.word = word;
    this.folder = folder;
  }

  /// As manifests and messages say.
  public String word() {
    return word;
  }

  /// Below a root.
  public String folder() {
    return folder;
  }
}
