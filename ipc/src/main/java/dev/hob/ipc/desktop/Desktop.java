// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop;

import dev.hob.features.act.ActPorts;
import dev.hob.features.act.Action;
import dev.hob.ipc.dbus.BusApps;
import dev.hob.ipc.dbus.KeptBusClient;
import dev.hob.ipc.desktop.call.ActionCaller;
import dev.hob.ipc.desktop.confirm.NotificationConfirmation;
import dev.hob.ipc.desktop.harvest.DesktopFiles;
import dev.hob.ipc.desktop.harvest.RunningApps;
import dev.hob.ipc.desktop.manifest.ManifestFolders;
import dev.hob.ipc.desktop.manifest.RegisteredApps;
import dev.hob.ipc.desktop.offer.Offer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The desktop's side of `act`: which actions there are, calling them, asking the person. Without a
/// session bus there are manifests and desktop files alone, nobody can be asked, and both say so.
/// Thread-safe.
public final class Desktop implements AutoCloseable {
  private final KeptBusClient bus;
  private final RegisteredApps registered;
  private final DesktopCatalogue catalogue;
  private final ActPorts ports;

  /// @param address of the session bus, asked anew at each attempt
  public Desktop(Supplier<Optional<String>> address, DesktopOptions options) {
    bus = new KeptBusClient(address);
    DesktopFiles files = new DesktopFiles(options.applications());
    registered = new RegisteredApps(bus, files);
    catalogue =
        new DesktopCatalogue(
            new DesktopCatalogue.Sources(
                new ManifestFolders(options.manifests(), files),
                registered,
                new RunningApps(files, options.callers(), options.limits(), options.clock()),
                files),
            bus);
    ports =
        new ActPorts(
            catalogue,
            new ActionCaller(bus, catalogue::offer, options.launcher()),
            new NotificationConfirmation(bus));
  }

  public ActPorts ports() {
    return ports;
  }

  /// For the door on the bus: takes what apps register.
  public BusApps apps() {
    return registered;
  }

  /// What the last look at the desktop showed.
  ///
  /// @param apps by id
  /// @param left what could not be used
  public record State(Map<String, AppState> apps, List<String> left) {}

  /// @param name what people call it
  public record AppState(String name, int actions) {}

  /// Looks for the first time where nobody has looked yet.
  public State state() throws InterruptedException {
    DesktopCatalogue.Seen seen = catalogue.lastSeen();
    Map<String, AppState> apps = new LinkedHashMap<>();
    for (Offer offer : seen.offers().values()) {
      Action action = offer.action();
      apps.merge(
          action.app(),
          new AppState(action.appName(), 1),
          (one, other) -> new AppState(one.name(), one.actions() + other.actions()));
    }
    return new State(apps, seen.left());
  }

  @Override
  public void close() {
    bus.close();
  }
}
