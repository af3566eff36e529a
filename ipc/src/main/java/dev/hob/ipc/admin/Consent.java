// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.admin;

/// Whether the person has switched Hob on.
public interface Consent {
  boolean given();

  /// Idempotent; durable when it returns.
  void give();

  /// Idempotent; durable when it returns.
  void withdraw();
}
