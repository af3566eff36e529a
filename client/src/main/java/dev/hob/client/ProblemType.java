// SPDX-License-Identifier: Apache-2.0
package dev.hob.client;

/// Hob's vocabulary of problems (`urn:hob:` + the wire name), with the exit code that the command
/// line gives each.
public enum ProblemType {
  INVALID_INPUT("invalid-input", 65),
  TOO_LARGE("too-large", 65),
  UNSUPPORTED_LANGUAGE("unsupported-language", 65),
  UNSUPPORTED_OPTION("unsupported-option", 65),
  UNSUPPORTED_SCHEMA("unsupported-schema", 65),
  INCOMPATIBLE_BUNDLE("incompatible-bundle", 65),
  CORRUPT_BUNDLE("corrupt-bundle", 65),
  NOT_PERMITTED("not-permitted", 77),
  NEEDS_CONSENT("needs-consent", 77),
  UNTRUSTED_BUNDLE("untrusted-bundle", 77),
  UNKNOWN_FEATURE("unknown-feature", 66),
  UNKNOWN_REQUEST("unknown-request", 66),
  UNKNOWN_ADAPTER("unknown-adapter", 66),
  UNKNOWN_BASE("unknown-base", 66),
  OVER_CAPACITY("over-capacity", 75),
  DEADLINE_UNREACHABLE("deadline-unreachable", 75),
  LOW_MEMORY("low-memory", 75),
  ALREADY_RUNNING("already-running", 75),
  CLOUD_UNREACHABLE("cloud-unreachable", 69),
  DAEMON_UNREACHABLE("daemon-unreachable", 69),
  STORAGE("storage", 74),
  INVALID_POLICY("invalid-policy", 78),
  CANCELLED("cancelled", 130),
  INTERNAL("internal", 70);

  private static final String URN = "urn:hob:";

  private final String wireName;
  private final int exitCode;

  ProblemType(String wireName, int exitCode) {
    this.wireName = wireName;
    this.exitCode = exitCode;
  }

  public String urn() {
    return URN + wireName;
  }

  /// As in sysexits.h.
  public int exitCode() {
    return exitCode;
  }

  /// @param urn the `type` member of a problem document; an unknown one reads as `INTERNAL`
  static ProblemType of(String urn) {
    for (ProblemType type : values()) {
      if (type.urn().equals(urn)) {
        return type;
      }
    }
    return INTERNAL;
  }
}
