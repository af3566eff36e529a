// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli.demo;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/// Where the demo plays: a desktop with a real program, where one can be started; else a bus with
/// an app of the demo's own; else nothing, where there is no bus at all.
///
/// @param why the real program is not there; empty where it is
record Stage(Optional<PrivateDesktop> desktop, Optional<PrivateBus> bus, String why)
    implements AutoCloseable {
  static final String PROGRAM = "mousepad";

  /// @param asked told of each question to the person, to which the demo says yes
  static Stage set(Consumer<NotificationServer.Question> asked) throws IOException {
    Optional<String> missing = PrivateDesktop.missing(PROGRAM);
    if (missing.isEmpty()) {
      PrivateDesktop desktop = PrivateDesktop.start();
      desktop.bus().takeNotifications(asked);
      return new Stage(Optional.of(desktop), Optional.of(desktop.bus()), "");
    }
    String why = missing.get() + " is not installed";
    try {
      PrivateBus bus = PrivateBus.bare(System.getenv());
      bus.takeNotifications(asked);
      return new Stage(Optional.empty(), Optional.of(bus), why);
    } catch (PrivateBus.NotInstalledException none) {
      return new Stage(Optional.empty(), Optional.empty(), why);
    }
  }

  /// Of the bus; empty where there is none.
  String busAddress() {
    return bus.map(PrivateBus::address).orElse("");
  }

  @Override
  public void close() throws IOException {
    if (desktop.isPresent()) {
      desktop.get().close();
    } else if (bus.isPresent()) {
      bus.get().close();
    }
  }
}
