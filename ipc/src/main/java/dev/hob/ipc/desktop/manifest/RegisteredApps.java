// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.manifest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.Problem;
import dev.hob.features.ProblemException;
import dev.hob.features.act.Action;
import dev.hob.ipc.dbus.BusApps;
import dev.hob.ipc.dbus.BusClient;
import dev.hob.ipc.dbus.KeptBusClient;
import dev.hob.ipc.desktop.harvest.AppIdentity;
import dev.hob.ipc.desktop.harvest.DesktopFiles;
import dev.hob.ipc.desktop.offer.Offer;
import dev.hob.ipc.wire.StrictJson;
import dev.hob.policy.Caller;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Manifests that running apps registered for themselves, by unique name. An app speaks for itself
/// alone: its id is the one that the bus vouches for, or a name that it owns, and calls go to its
/// own connection. Thread-safe.
public final class RegisteredApps implements BusApps {
  private static final int MOST = 64;

  private final KeptBusClient bus;
  private final DesktopFiles files;
  private final Map<String, List<Offer>> bySender = new ConcurrentHashMap<>();

  public RegisteredApps(KeptBusClient bus, DesktopFiles files) {
    this.bus = bus;
    this.files = files;
  }

  public List<Offer> offers() {
    return bySender.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .flatMap(entry -> entry.getValue().stream())
        .toList();
  }

  @Override
  public void register(String sender, Caller caller, String manifest) throws InterruptedException {
    ObjectNode json = StrictJson.object(manifest);
    try {
      String app = ManifestReader.app(json);
      if (!app.equals(caller.app()) && !owns(sender, app)) {
        throw new ManifestException("/app", "the id of the app that registers", "another");
      }
      InvokeReader invoke =
          new InvokeReader(files, (name, pointer) -> self(sender, app, name, pointer));
      List<Offer> offers =
          new ManifestReader(invoke, id -> AppIdentity.name(id, files), Action.Origin.REGISTERED)
              .read(json);
      put(sender, offers);
    } catch (ManifestException e) {
      throw new ProblemException(new Problem.InvalidInput(e.pointer(), e.expected(), e.got()));
    }
  }

  private synchronized void put(String sender, List<Offer> offers) {
    if (bySender.size() >= MOST && !bySender.containsKey(sender)) {
      throw new ManifestException("", "at most " + MOST + " apps at a time", "one more");
    }
    bySender.put(sender, offers);
  }

  /// The sender itself, by its unique name or the name under which it registers.
  private static String self(String sender, String app, String name, String pointer) {
    if (!name.equals(sender) && !name.equals(app)) {
      throw new ManifestException(pointer, "the app's own name " + app, "another");
    }
    return sender;
  }

  private boolean owns(String sender, String name) throws InterruptedException {
    return name.contains(".")
        && bus.client().isPresent()
        && bus.client().get().callBus("GetNameOwner", "s", name)
            instanceof BusClient.Reply.Returned(var from, var type, var values)
        && sender.equals(values.getFirst());
  }

  @Override
  public void unregister(String sender) {
    bySender.remove(sender);
  }

  @Override
  public void unregisterAll() {
    bySender.clear();
  }

  @Override
  public boolean own(String uniqueName) {
    return bus.owns(uniqueName);
  }
}
