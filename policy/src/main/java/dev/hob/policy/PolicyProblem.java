// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy;

/// One fault of a policy file.
///
/// @param key dotted path of the key, empty where the file as a whole is meant
/// @param message what was found, what was expected, what to do
public record PolicyProblem(Location at, String key, String message) {
  @Override
  public String toString() {
    return at + ": " + (key.isEmpty() ? "" : key + ": ") + message;
  }
}
