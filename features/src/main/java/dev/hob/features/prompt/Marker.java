// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.prompt;

import dev.hob.router.Segment;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Gives marks to the entities of one prompt, in the order of mention. One thread, one prompt.
/// Entities beyond the marks of their class stay plain text.
final class Marker {
  /// The marks are used up long before; searching megabytes for more would cost seconds.
  private static final int SCANNED = 16_384;

  private final EntityFinder finder;
  private final Map<String, String> nameBySurface = new HashMap<>();
  private final Map<String, String> surfaceByName = new HashMap<>();
  private final Map<EntityClass, Integer> used = new EnumMap<>(EntityClass.class);

  Marker(EntityFinder finder) {
    this.finder = finder;
  }

  /// `value` as prompt segments, by the space rule and the entity rule of this package.
  List<Segment> mark(String value) {
    return mark(value, finder);
  }

  /// The same with another way to find this value's entities.
  List<Segment> mark(String value, EntityFinder finder) {
    String text = Spacing.collapse(value);
    List<Segment> out = new ArrayList<>();
    StringBuilder pending = new StringBuilder(" ");
    int at = 0;
    for (EntitySpan span : finder.find(text.substring(0, Math.min(text.length(), SCANNED)))) {
      if (span.start() < at || span.end() == SCANNED || !Spacing.exact(text, span.start())) {
        continue;
      }
      String surface = text.substring(span.start(), span.end());
      if (!Spacing.standsAt(text, span.start(), surface)) {
        continue;
      }
      boolean known = nameBySurface.containsKey(surface);
      String name =
          known ? nameBySurface.getOrDefault(surface, "") : allocate(surface, span.kind());
      if (name.isEmpty() || (known && Marks.echoes(text, span.end(), surface))) {
        continue;
      }
      pending.append(text, at, span.start());
      Marks.flush(pending, out);
      out.add(new Segment.Special(name));
      if (!known) {
        pending.append(' ').append(surface);
      }
      at = span.end();
    }
    pending.append(text, at, text.length());
    if (!pending.isEmpty()) {
      out.add(new Segment.Content(pending.toString()));
    }
    return out;
  }

  /// The marks given so far.
  Marks marks() {
    return new Marks(surfaceByName);
  }

  /// @return empty when the class has no mark left
  private String allocate(String surface, EntityClass kind) {
    int number = used.getOrDefault(kind, 0) + 1;
    if (number > kind.marks()) {
      return "";
    }
    used.put(kind, number);
    String name = kind.name() + number;
    nameBySurface.put(surface, name);
    surfaceByName.put(name, surface);
    return name;
  }
}
