// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli.demo;

import org.freedesktop.dbus.Tuple;
import org.freedesktop.dbus.annotations.Position;

/// The four strings that a notification server answers about itself. Generic only because the D-Bus
/// library reads the types of several return values from type arguments.
public final class ServerInformation<A, B, C, D> extends Tuple {
  @Position(0)
  private final A name;

  @Position(1)
  private final B vendor;

  @Position(2)
  private final C version;

  @Position(3)
  private final D specification;

  public ServerInformation(A name, B vendor, C version, D specification) {
    this.name = name;
    this.vendor = vendor;
    this.version = version;
    this.specification = specification;
  }

  public A name() {
    return name;
  }

  public B vendor() {
    return vendor;
  }

  public C version() {
    return version;
  }

  public D specification() {
    return specification;
  }
}
