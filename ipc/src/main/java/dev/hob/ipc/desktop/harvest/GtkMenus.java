// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.harvest;

import dev.hob.ipc.desktop.offer.CleanText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.freedesktop.dbus.types.UInt32;

/// What an app's own menus call its actions: `org.gtk.Menus`, read once from its first group along
/// sections and submenus, then let go.
///
/// @see "GLib, gmenuexporter.c: Start(au) → a(uuaa{sv}), End(au)"
final class GtkMenus {
  private static final String FACE = "org.gtk.Menus";
  private static final List<String> LINKS = List.of(":section", ":submenu");
  private static final int MOST_GROUPS = 64;
  private static final int MOST_DEPTH = 16;
  private static final int MOST_ITEMS = 4_000;

  /// @param path labels from the menu down to the item, e.g. `Edit`, `Convert`, `To Uppercase`
  /// @param target of a choice: what the action is called with
  record Item(String action, List<String> path, String tooltip, Optional<Object> target) {}

  /// What the menus say.
  ///
  /// @param items by action, as menus write it: `win.edit.undo`; several where it is a choice
  /// @param openers actions that only open a submenu
  record Labels(Map<String, List<Item>> items, Set<String> openers) {
    static final Labels NONE = new Labels(Map.of(), Set.of());
  }

  private record Link(long group, long menu) {}

  private final AppCalls app;
  private final String path;
  private final Map<Link, List<?>> menus = new HashMap<>();
  private final Set<Long> asked = new HashSet<>();
  private final Map<String, List<Item>> items = new LinkedHashMap<>();
  private final Set<String> openers = new HashSet<>();
  private final Set<Link> seen = new HashSet<>();
  private int read;

  private GtkMenus(AppCalls app, String path) {
    this.app = app;
    this.path = path;
  }

  /// @param path of the object that has the menus
  static Labels read(AppCalls app, String path) throws InterruptedException {
    GtkMenus menus = new GtkMenus(app, path);
    menus.fetch();
    menus.visit(new Link(0, 0), List.of(), 0);
    return new Labels(menus.items, menus.openers);
  }

  /// Asks level by level, all groups of a level in one call: a menu of fifteen groups takes four
  /// calls, not fifteen.
  private void fetch() throws InterruptedException {
    Set<Long> wanted = Set.of(0L);
    while (!wanted.isEmpty() && asked.size() < MOST_GROUPS) {
      UInt32[] groups =
          wanted.stream().limit(MOST_GROUPS - asked.size()).map(UInt32::new).toArray(UInt32[]::new);
      asked.addAll(wanted);
      Set<Long> next = new TreeSet<>();
      for (Object content : list(app.call(path, FACE, "Start", "au", (Object) groups))) {
        next.addAll(keep(content));
      }
      next.removeAll(asked);
      wanted = next;
    }
    UInt32[] all = asked.stream().map(UInt32::new).toArray(UInt32[]::new);
    app.call(path, FACE, "End", "au", (Object) all);
  }

  /// @param content `(uuaa{sv})`: group, menu, items
  /// @return the groups that it leads to
  private Set<Long> keep(Object content) {
    Set<Long> next = new TreeSet<>();
    if (content instanceof List<?> menu
        && menu.size() == 3
        && menu.get(0) instanceof Long of
        && menu.get(1) instanceof Long number
        && menu.get(2) instanceof List<?> entries) {
      menus.put(new Link(of, number), entries);
      for (Object each : entries) {
        if (each instanceof Map<?, ?> item) {
          LINKS.forEach(to -> link(item.get(to)).ifPresent(link -> next.add(link.group())));
        }
      }
    }
    return next;
  }

  /// @param depth sections and submenus above
  private void visit(Link link, List<String> above, int depth) {
    if (depth > MOST_DEPTH || !seen.add(link)) {
      return;
    }
    for (Object each : menus.getOrDefault(link, List.of())) {
      if (each instanceof Map<?, ?> item && read++ < MOST_ITEMS) {
        visit(item, above, depth);
      }
    }
  }

  private void visit(Map<?, ?> item, List<String> above, int depth) {
    List<String> labels = new ArrayList<>(above);
    String label = CleanText.label(CleanText.withoutMnemonic(text(item, "label")));
    if (!label.isEmpty()) {
      labels.add(label);
    }
    if (!text(item, "submenu-action").isEmpty()) {
      openers.add(text(item, "submenu-action"));
    }
    String action = text(item, "action");
    if (!action.isEmpty() && !label.isEmpty()) {
      items
          .computeIfAbsent(action, name -> new ArrayList<>())
          .add(
              new Item(
                  action,
                  List.copyOf(labels),
                  CleanText.label(text(item, "tooltip")),
                  Optional.ofNullable(item.get("target"))));
    }
    LINKS.forEach(to -> link(item.get(to)).ifPresent(link -> visit(link, labels, depth + 1)));
  }

  private static List<?> list(Optional<List<Object>> reply) {
    return reply
        .flatMap(values -> values.stream().findFirst())
        .filter(List.class::isInstance)
        .<List<?>>map(value -> (List<?>) value)
        .orElse(List.of());
  }

  private static Optional<Link> link(@org.jspecify.annotations.Nullable Object value) {
    return value instanceof List<?> pair
            && pair.size() == 2
            && pair.get(0) instanceof Long group
            && pair.get(1) instanceof Long menu
        ? Optional.of(new Link(group, menu))
        : Optional.empty();
  }

  private static String text(Map<?, ?> item, String name) {
    return item.get(name) instanceof String text ? text : "";
  }
}
