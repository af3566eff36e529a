// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop;

import dev.hob.features.act.Action;
import dev.hob.features.act.ActionCatalogue;
import dev.hob.ipc.dbus.BusClient;
import dev.hob.ipc.dbus.KeptBusClient;
import dev.hob.ipc.desktop.harvest.DesktopFiles;
import dev.hob.ipc.desktop.harvest.Harvested;
import dev.hob.ipc.desktop.harvest.RunningApps;
import dev.hob.ipc.desktop.manifest.ManifestFolders;
import dev.hob.ipc.desktop.manifest.RegisteredApps;
import dev.hob.ipc.desktop.offer.Offer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// All actions of this desktop: what is described comes before what is found. Thread-safe; each
/// look replaces the last one as a whole.
final class DesktopCatalogue implements ActionCatalogue {
  /// The sources, from most to least trusted.
  record Sources(
      ManifestFolders manifests,
      RegisteredApps registered,
      RunningApps running,
      DesktopFiles files) {}

  /// @param offers in the catalogue's order
  record Seen(Map<Offer.Key, Offer> offers, List<String> left) {}

  private final Sources sources;
  private final KeptBusClient bus;
  private volatile Optional<Seen> seen = Optional.empty();

  DesktopCatalogue(Sources sources, KeptBusClient bus) {
    this.sources = sources;
    this.bus = bus;
  }

  @Override
  public Found find(Optional<String> app) throws InterruptedException {
    Seen now = look();
    List<Action> actions =
        now.offers().values().stream()
            .map(Offer::action)
            .filter(action -> app.isEmpty() || called(action, app.get()))
            .toList();
    return new Found(actions, now.left());
  }

  /// The last look, else a first one.
  Seen lastSeen() throws InterruptedException {
    Optional<Seen> last = seen;
    return last.isPresent() ? last.get() : look();
  }

  /// As the last look has it; one that the last look does not have is looked for again.
  Optional<Offer> offer(Offer.Key key) throws InterruptedException {
    Optional<Offer> known = seen.map(Seen::offers).map(offers -> offers.get(key));
    return known.isPresent() ? known : Optional.ofNullable(look().offers().get(key));
  }

  private Seen look() throws InterruptedException {
    List<String> left = new ArrayList<>();
    Map<Offer.Key, Offer> all = new LinkedHashMap<>();
    Harvested described = sources.manifests().read();
    left.addAll(described.left());
    add(all, described.offers());
    add(all, sources.registered().offers());
    Optional<BusClient> client = bus.client();
    if (client.isPresent()) {
      Harvested running = sources.running().harvest(client.get());
      left.addAll(running.left());
      add(all, running.offers());
    } else {
      left.add("running apps: " + bus.state());
    }
    add(all, sources.files().offers());
    Seen now = new Seen(byApp(all), List.copyOf(left));
    seen = Optional.of(now);
    return now;
  }

  private static void add(Map<Offer.Key, Offer> all, List<Offer> offers) {
    offers.forEach(offer -> all.putIfAbsent(offer.key(), offer));
  }

  /// The actions of each app together, in the order in which the apps came.
  private static Map<Offer.Key, Offer> byApp(Map<Offer.Key, Offer> all) {
    Map<String, List<Offer>> apps = new LinkedHashMap<>();
    all.values()
        .forEach(offer ->
            apps.computeIfAbsent(offer.action().app(), app -> new ArrayList<>()).add(offer));
    Map<Offer.Key, Offer> sorted = new LinkedHashMap<>();
    apps.values().stream()
        .flatMap(Collection::stream)
        .forEach(offer -> sorted.put(offer.key(), offer));
    return sorted;
  }

  private static boolean called(Action action, String app) {
    String wanted = app.toLowerCase(Locale.ROOT);
    String id = action.app().toLowerCase(Locale.ROOT);
    return id.equals(wanted)
        || id.substring(id.lastIndexOf('.') + 1).equals(wanted)
        || action.appName().toLowerCase(Locale.ROOT).equals(wanted);
  }
}
