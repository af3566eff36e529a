// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.forge.corpus.Corpus;
import dev.hob.forge.generate.EventGrammar.Event;
import dev.hob.forge.generate.EventGrammar.Form;
import dev.hob.forge.generate.EventGrammar.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The set `notification-templates-hand` as events: one for each kind of app and priority. Nothing
/// is said of them in a digest.
final class HandTemplates {
  private static final String SET = "notification-templates-hand";

  /// The set's kinds of apps and the lists of app names in `values.txt`.
  private static final Map<String, String> APPS =
      Map.ofEntries(
          Map.entry("mail", "app-mail"),
          Map.entry("chat", "app-chat"),
          Map.entry("calendar", "app-calendar"),
          Map.entry("continuous-integration", "app-ci"),
          Map.entry("code-review", "app-code"),
          Map.entry("banking", "app-bank"),
          Map.entry("delivery", "app-parcel"),
          Map.entry("system-updates", "app-system"),
          Map.entry("power", "app-system"),
          Map.entry("storage", "app-storage"),
          Map.entry("network", "app-network"),
          Map.entry("security", "app-security"),
          Map.entry("monitoring", "app-monitor"),
          Map.entry("calls", "app-phone"),
          Map.entry("smart-home", "app-home"),
          Map.entry("travel", "app-travel"),
          Map.entry("school-and-work", "app-school"),
          Map.entry("health", "app-health"),
          Map.entry("social-and-games", "app-social"),
          Map.entry("shopping-and-promotions", "app-shop"));

  private HandTemplates() {}

  /// Events of the folder's set; none if it is absent.
  static List<Event> read(Corpus corpus) {
    Map<String, Event> events = new TreeMap<>();
    if (corpus.has(SET)) {
      corpus.read(SET, row -> add(events, row));
    }
    return new ArrayList<>(events.values());
  }

  private static void add(Map<String, Event> events, JsonNode row) {
    String apps = APPS.get(row.path("app").asText());
    String priority = row.path("priority").asText();
    if (apps == null || !Batches.PRIORITIES.contains(priority)) {
      return;
    }
    String name = row.path("app").asText() + "-" + priority;
    Form form = new Form("", row.path("summary").asText(), row.path("body").asText(), "");
    events
        .computeIfAbsent(name, n -> new Event(n, priority, List.of(apps), new ArrayList<>()))
        .styles()
        .add(new Style(List.of(form), List.of()));
  }
}
