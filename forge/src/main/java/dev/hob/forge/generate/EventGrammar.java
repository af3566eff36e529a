// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The event grammar of notifications: what happens, how apps say it, what a digest says of it.
/// Read from `events.txt` (its head explains the form). Immutable.
///
/// @param events in the order of the file
record EventGrammar(List<Event> events) {
  /// One kind of event.
  ///
  /// @param priority `high`, `normal` or `low`
  /// @param apps lists of app names in `values.txt`
  /// @param styles how apps say it, and what a digest then says
  record Event(String name, String priority, List<String> apps, List<Style> styles) {}

  /// One surface form.
  ///
  /// @param forms the notifications of the event in order
  /// @param wordings what a digest says, one is drawn; `*` = summary and body of the last
  ///   notification, joined; empty = nothing
  record Style(List<Form> forms, List<String> wordings) {
    /// Key by which styles are split into training and development.
    String key() {
      return forms.toString();
    }
  }

  /// One notification with placeholders.
  ///
  /// @param app list of app names; empty = that of the event
  record Form(String app, String summary, String body) {}

  /// Reads the grammar that is part of the program.
  static EventGrammar read() {
    List<Event> events = new ArrayList<>();
    List<Style> open = new ArrayList<>();
    for (String line : lines("events.txt")) {
      if (line.startsWith("[")) {
        open.clear();
        events.add(head(line));
      } else if (line.startsWith("> ")) {
        // Styles that follow a wording begin a new group.
        if (!open.isEmpty() && !open.getLast().wordings().isEmpty()) {
          open.clear();
        }
        Style style = new Style(forms(line.substring(2)), new ArrayList<>());
        open.add(style);
        events.getLast().styles().add(style);
      } else if (line.startsWith("= ") && !line.equals("= -")) {
        open.forEach(style -> style.wordings().add(line.substring(2)));
      }
    }
    return new EventGrammar(List.copyOf(events));
  }

  private static Event head(String line) {
    int end = line.indexOf(']');
    String[] parts = line.substring(end + 1).strip().split(" ", -1);
    return new Event(
        line.substring(1, end), parts[0], List.of(parts[1].split(",", -1)), new ArrayList<>());
  }

  private static List<Form> forms(String line) {
    List<Form> forms = new ArrayList<>();
    for (String part : line.split(" >> ", -1)) {
      String app = "";
      String rest = part;
      int named = part.indexOf("# ");
      if (named > 0 && part.substring(0, named).matches("[A-Z][a-z]+")) {
        app = "app-" + part.substring(0, named).toLowerCase(java.util.Locale.ROOT);
        rest = part.substring(named + 2);
      }
      int bar = rest.indexOf('|');
      forms.add(new Form(app, rest.substring(0, bar).strip(), rest.substring(bar + 1).strip()));
    }
    return List.copyOf(forms);
  }

  /// Lines of a resource of this package that are neither empty nor comments.
  static List<String> lines(String resource) {
    try (InputStream in = EventGrammar.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its resource " + resource);
      }
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
