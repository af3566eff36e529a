// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli.demo;

import org.freedesktop.dbus.Tuple;
import org.freedesktop.dbus.annotations.Position;

/// The four strings that a notification server answers about itself.
public final class ServerInformation extends Tuple {
  @Position(0)
  private final String name;

  @Position(1)
  private final String vendor;

  @Position(2)
  private final String version;

  @Position(3)
  private final String specification;

  public ServerInformation(String name, String vendor, String version, String specification) {
    this.name = name;
    this.vendor = vendor;
    this.version = version;
    this.specification = specification;
  }

  public String name() {
    return name;
  }

  public String vendor() {
    return vendor;
  }

  public String version() {
    return version;
  }

  public String specification() {
    return specification;
  }
}
