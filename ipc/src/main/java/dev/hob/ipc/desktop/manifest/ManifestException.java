// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.manifest;

/// A manifest that cannot be used, and where.
final class ManifestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String pointer;
  private final String expected;
  private final String got;

  /// @param pointer JSON pointer into the manifest; empty = its top
  ManifestException(String pointer, String expected, String got) {
    super((pointer.isEmpty() ? "/" : pointer) + ": expected " + expected + ", got " + got);
    this.pointer = pointer;
    this.expected = expected;
    this.got = got;
  }

  String pointer() {
    return pointer;
  }

  String expected() {
    return expected;
  }

  String got() {
    return got;
  }
}
