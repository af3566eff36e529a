// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.layer;

/// Where a policy file comes from; a later layer overrides an earlier one, but `USER` may only
/// restrict.
public enum Layer {
  DEFAULT,
  VENDOR,
  ADMIN,
  USER;

  /// Name for people.
  public String shown() {
    return switch (this) {
      case DEFAULT -> "default";
      case VENDOR -> "vendor";
      case ADMIN -> "admin";
      case USER -> "user";
    };
  }
}
