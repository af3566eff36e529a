// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

/// Bytes of a bundle that cannot be what they claim to be. Thrown before any of them is used.
public final class CorruptBundleException extends RuntimeException {
  private final String file;
  private final long offset;
  private final String bound;

  /// @param file the file inside the bundle
  /// @param offset byte offset of the fault in `file`; -1 where none applies
  /// @param bound what was found and what was expected, in words
  public CorruptBundleException(String file, long offset, String bound) {
    super(file + (offset < 0 ? "" : " at byte " + offset) + ": " + bound);
    this.file = file;
    this.offset = offset;
    this.bound = bound;
  }

  public String file() {
    return file;
  }

  public long offset() {
    return offset;
  }

  public String bound() {
    return bound;
  }
}
