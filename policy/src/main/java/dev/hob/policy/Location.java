// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy;

/// A place in a policy file.
///
/// @param file path as it was read, or `default` for the built-in layer
/// @param line from 1
/// @param column from 1
public record Location(String file, int line, int column) {
  /// Name of the built-in layer.
  public static final String DEFAULT_FILE = "default";

  /// `file:line`, or `default`: the form that decisions and audit records carry.
  public String source() {
    return file.equals(DEFAULT_FILE) ? DEFAULT_FILE : file + ":" + line;
  }

  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
