// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry;

/// A bundle that policy does not let in: no signature, none of a known signer, or a bare folder
/// where only bundles are allowed.
public final class UntrustedBundleException extends RuntimeException {
  private final String name;
  private final String reason;

  /// @param reason what is missing and which policy key asks for it
  public UntrustedBundleException(String name, String reason) {
    super("\"" + name + "\" is not trusted: " + reason);
    this.name = name;
    this.reason = reason;
  }

  public String name() {
    return name;
  }

  public String reason() {
    return reason;
  }
}
