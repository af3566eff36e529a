// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.harvest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hob.features.act.Action;
import dev.hob.ipc.desktop.offer.Invocation;
import dev.hob.ipc.desktop.offer.Offer;
import dev.hob.policy.ActionRules.Risk;
import dev.hob.policy.Caller;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Asks one connection for everything it offers. One thread; used once.
final class RunningApp {
  private static final String APPLICATION = "org.freedesktop.Application";
  private static final String MENUS = "org.gtk.Menus";
  private static final Set<String> FACES = Set.of(GtkGroup.FACE, MENUS, APPLICATION, Player.FACE);
  private static final Pattern WINDOW = Pattern.compile("(/.+)/window/(\\d{1,9})");
  private static final int MOST_MENUS = 4;

  private final AppCalls calls;
  private final Connection connection;
  private final DesktopFiles files;
  private final HarvestLimits limits;
  private final List<Offer> offers = new ArrayList<>();
  private final List<String> left = new ArrayList<>();

  /// A connection of the bus.
  ///
  /// @param name its unique name
  /// @param names well-known names that it owns
  record Connection(String name, List<String> names, Caller caller) {}

  RunningApp(AppCalls calls, Connection connection, DesktopFiles files, HarvestLimits limits) {
    this.calls = calls;
    this.connection = connection;
    this.files = files;
    this.limits = limits;
  }

  Harvested harvest() throws InterruptedException {
    Map<String, Set<String>> objects = ObjectTree.walk(calls, FACES);
    Optional<String> base = base(objects);
    AppIdentity app = AppIdentity.of(connection.caller(), connection.names(), base, files);
    if (base.isPresent()) {
      actions(app, base.get(), objects);
    }
    if (objects.getOrDefault(Player.PATH, Set.of()).contains(Player.FACE)) {
      offers.addAll(Player.offers(app, calls));
    }
    if (calls.silent() && (!offers.isEmpty() || known())) {
      left.add(app.name() + " does not answer within " + limits.app().toMillis() + " ms");
    }
    return new Harvested(bounded(app), left);
  }

  /// Programs that nobody knows by name are not worth a word.
  private boolean known() {
    return !connection.names().isEmpty() || files.find(connection.caller().app()).isPresent();
  }

  /// The application object: the one that says so, else the first that has actions and is no
  /// window.
  private static Optional<String> base(Map<String, Set<String>> objects) {
    return objects.entrySet().stream()
        .filter(e -> e.getValue().contains(GtkGroup.FACE) && e.getValue().contains(APPLICATION))
        .map(Map.Entry::getKey)
        .findFirst()
        .or(() ->
            objects.entrySet().stream()
                .filter(e -> e.getValue().contains(GtkGroup.FACE))
                .map(Map.Entry::getKey)
                .filter(path -> !path.equals("/") && !WINDOW.matcher(path).matches())
                .findFirst())
        .or(() ->
            objects.entrySet().stream()
                .filter(e -> e.getValue().contains(APPLICATION))
                .map(Map.Entry::getKey)
                .filter(path -> !path.equals("/"))
                .findFirst());
  }

  private void actions(AppIdentity app, String base, Map<String, Set<String>> objects)
      throws InterruptedException {
    GtkOffers making = new GtkOffers(app, connection.name(), labels(base, objects));
    List<String> unusable = new ArrayList<>();
    if (objects.getOrDefault(base, Set.of()).contains(GtkGroup.FACE)) {
      offers.addAll(making.of(group(base, Optional.empty()), unusable));
    }
    Optional<Integer> window = window(base, objects);
    if (window.isPresent()) {
      offers.addAll(making.of(group(base, window), unusable));
    }
    if (!unusable.isEmpty()) {
      left.add(
          app.name()
              + ": "
              + unusable.size()
              + " actions take what words cannot fill, e.g. "
              + unusable.getFirst());
    }
    if (objects.getOrDefault(base, Set.of()).contains(APPLICATION)) {
      application(app, base);
    }
  }

  private GtkGroup group(String base, Optional<Integer> window) throws InterruptedException {
    String path = GtkGroup.place(base, window);
    List<Object> reply = calls.call(path, GtkGroup.FACE, "DescribeAll", "").orElse(List.of());
    return new GtkGroup(base, window, GtkGroup.entries(reply));
  }

  /// The window opened last.
  private static Optional<Integer> window(String base, Map<String, Set<String>> objects) {
    return objects.entrySet().stream()
        .filter(e -> e.getValue().contains(GtkGroup.FACE))
        .map(e -> WINDOW.matcher(e.getKey()))
        .filter(Matcher::matches)
        .filter(match -> match.group(1).equals(base))
        .map(match -> Integer.valueOf(match.group(2)))
        .max(Integer::compare);
  }

  private GtkMenus.Labels labels(String base, Map<String, Set<String>> objects)
      throws InterruptedException {
    Map<String, List<GtkMenus.Item>> items = new LinkedHashMap<>();
    Set<String> openers = new HashSet<>();
    List<String> paths =
        objects.entrySet().stream()
            .filter(e -> e.getValue().contains(MENUS) && e.getKey().startsWith(base + "/"))
            .map(Map.Entry::getKey)
            .limit(MOST_MENUS)
            .toList();
    for (String path : paths) {
      GtkMenus.Labels found = GtkMenus.read(calls, path);
      found.items().forEach(items::putIfAbsent);
      openers.addAll(found.openers());
    }
    return paths.isEmpty() ? GtkMenus.Labels.NONE : new GtkMenus.Labels(items, openers);
  }

  private void application(AppIdentity app, String base) {
    offers.add(
        offer(
            app,
            "application.activate",
            "Bring " + app.name() + " to the front",
            false,
            new Invocation.Raise(connection.name(), base)));
    offers.add(
        offer(
            app,
            "application.open",
            "Open a file in " + app.name(),
            true,
            new Invocation.OpenFile(connection.name(), base)));
  }

  private static Offer offer(
      AppIdentity app, String name, String description, boolean takesFile, Invocation how) {
    return new Offer(
        new Action(
            app.id(),
            app.name(),
            name,
            description,
            takesFile
                ? GtkOffers.object(
                    "file",
                    JsonNodeFactory.instance
                        .objectNode()
                        .put("type", "string")
                        .put("description", "path or address of the file"))
                : GtkOffers.none(),
            takesFile ? Risk.MEDIUM : Risk.LOW,
            Action.Effect.CHANGE,
            true,
            Optional.empty(),
            Action.Origin.HARVESTED),
        how);
  }

  private List<Offer> bounded(AppIdentity app) {
    if (offers.size() <= limits.actions()) {
      return offers;
    }
    left.add(
        app.name()
            + " has "
            + offers.size()
            + " actions, the first "
            + limits.actions()
            + " count");
    return offers.subList(0, limits.actions());
  }
}
