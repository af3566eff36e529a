// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.admin;

import java.time.Instant;
import java.util.Optional;

/// Whether the person has switched Hob on.
public interface Consent {
  /// When consent was given; empty while Hob is off.
  Optional<Instant> given();

  /// Idempotent; durable when it returns.
  void give();

  /// Idempotent; durable when it returns.
  void withdraw();
}
