// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The event grammar of notifications: what happens, how apps say it, what a digest says of it.
/// Read from `events.txt` (its head explains the form). Immutable.
///
/// @param events in the order of the file
record EventGrammar(List<Event> events) {
  private static final Pattern OWN_PRIORITY = Pattern.compile("\\((high|normal|low)\\) ");

  /// One kind of event.
  ///
  /// @param priority `high`, `normal` or `low`
  /// @param apps lists of app names in `values.txt`
  /// @param styles how apps say it, and what a digest then says
  record Event(String name, String priority, List<String> apps, List<Style> styles) {
    /// The event without the styles that have such a form.
    Event without(Predicate<Form> form) {
      List<Style> rest =
          styles.stream().filter(style -> style.forms().stream().noneMatch(form)).toList();
      return new Event(name, priority, apps, rest);
    }
  }

  /// One surface form.
  ///
  /// @param forms the notifications of the event in order
  /// @param wordings what a digest says, one is drawn; `*` = summary and body of the last
  ///   notification, joined; empty = nothing
  record Style(List<Form> forms, List<String> wordings) {
    /// Key by which styles are split into training and development; without the forms' own
    /// priorities, so that giving one moves no style to the other side.
    String key() {
      return forms.stream().map(Form::key).toList().toString();
    }
  }

  /// One notification with placeholders.
  ///
  /// @param app list of app names; empty = that of the event
  /// @param priority its own; empty = the event's for the last form, low for those before it
  record Form(String app, String summary, String body, String priority) {
    private String key() {
      return "Form[app=" + app + ", summary=" + summary + ", body=" + body + "]";
    }
  }

  /// The events that digests and priorities are made from.
  static EventGrammar read() {
    return read("events.txt");
  }

  /// The events that priorities alone are made from: no wordings.
  static EventGrammar readForPriorities() {
    return read("priority-events.txt");
  }

  private static EventGrammar read(String resource) {
    List<Event> events = new ArrayList<>();
    List<Style> open = new ArrayList<>();
    for (String line : lines(resource)) {
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
    return Arrays.stream(line.split(" >> ", -1)).map(EventGrammar::form).toList();
  }

  private static Form form(String part) {
    String priority = "";
    String app = "";
    String rest = part;
    Matcher own = OWN_PRIORITY.matcher(rest);
    if (own.lookingAt()) {
      priority = own.group(1);
      rest = rest.substring(own.end());
    }
    int named = rest.indexOf("# ");
    if (named > 0 && rest.substring(0, named).matches("[A-Z][a-z]+")) {
      app = "app-" + rest.substring(0, named).toLowerCase(Locale.ROOT);
      rest = rest.substring(named + 2);
    }
    int bar = rest.indexOf('|');
    String body = rest.substring(bar + 1).strip();
    return new Form(app, rest.substring(0, bar).strip(), body, priority);
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
