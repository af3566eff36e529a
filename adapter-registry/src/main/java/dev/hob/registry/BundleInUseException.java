// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry;

/// A bundle that cannot be removed yet, because work still holds it.
public final class BundleInUseException extends RuntimeException {
  private final String name;
  private final int leases;

  public BundleInUseException(String name, String version, int leases) {
    super("\"" + name + "\" " + version + " is in use by " + leases + "; try again later");
    this.name = name;
    this.leases = leases;
  }

  public String name() {
    return name;
  }

  public int leases() {
    return leases;
  }
}
