// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.harvest;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// One group of actions as `org.gtk.Actions.DescribeAll` tells it. Immutable.
///
/// @param path of the application object
/// @param window empty = the application's own group
public record GtkGroup(String path, Optional<Integer> window, Map<String, Entry> entries) {
  public static final String FACE = "org.gtk.Actions";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  /// @param type of the parameter, empty = none
  /// @param state as decoded; empty = the action has none
  public record Entry(boolean enabled, String type, Optional<Object> state) {}

  /// @param reply of `DescribeAll`; what does not have its shape is left out
  public static Map<String, Entry> entries(List<Object> reply) {
    Map<String, Entry> entries = new TreeMap<>();
    if (!reply.isEmpty() && reply.getFirst() instanceof Map<?, ?> all) {
      all.forEach((name, description) -> {
        if (name instanceof String text && NAME.matcher(text).matches()) {
          entry(description).ifPresent(entry -> entries.put(text, entry));
        }
      });
    }
    return entries;
  }

  /// @param description `(bgav)`, decoded
  private static Optional<Entry> entry(Object description) {
    return description instanceof List<?> fields
            && fields.size() == 3
            && fields.get(0) instanceof Boolean enabled
            && fields.get(1) instanceof String type
            && fields.get(2) instanceof List<?> state
        ? Optional.of(new Entry(enabled, type, state.stream().findFirst().map(s -> (Object) s)))
        : Optional.empty();
  }

  /// Where a group of this kind is on the bus.
  public static String place(String path, Optional<Integer> window) {
    return window.map(number -> path + "/window/" + number).orElse(path);
  }

  String prefix() {
    return window.isPresent() ? "win." : "app.";
  }
}
