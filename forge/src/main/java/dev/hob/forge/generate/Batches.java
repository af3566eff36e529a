// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import dev.hob.features.prompt.Clause;
import dev.hob.forge.generate.Batch.Notice;
import dev.hob.forge.generate.EventGrammar.Event;
import dev.hob.forge.generate.EventGrammar.Form;
import dev.hob.forge.generate.EventGrammar.Style;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/// Draws batches of notifications from the event grammar. Immutable.
///
/// Half of them are one app's (what a digest groups), half a mixture. Of an event that went on
/// (moved, mended, answered) only the last state is told, with all its notifications as sources.
/// Promotion, codes, chatter and texts that try to command are never told; other unimportant events
/// only when nothing else happened. A few notifications are sent twice.
final class Batches {
  static final List<String> PRIORITIES = List.of("high", "normal", "low");

  /// Events that carry real texts.
  private static final Set<String> OPEN =
      Set.of("message", "question", "mail-text", "headline", "any", "any-alert", "templates");

  /// For digests: events that carry real texts are drawn more often than the closed ones.
  static final ToIntFunction<Event> REAL_TEXTS_FIRST = event -> OPEN.contains(event.name()) ? 6 : 1;

  private final long seed;
  private final Values values;
  private final List<Event> events;
  private final Map<String, List<Event>> byApp = new TreeMap<>();

  /// @param weight how often an event is drawn beside the others, 1 or more
  /// @param dev take the development styles instead of the training ones
  Batches(
      long seed, EventGrammar grammar, ToIntFunction<Event> weight, Values values, boolean dev) {
    this.seed = seed;
    this.values = values;
    events = split(grammar, weight, values, dev);
    for (Event event : events) {
      event.apps().forEach(app -> byApp.computeIfAbsent(app, a -> new ArrayList<>()).add(event));
    }
  }

  private static List<Event> split(
      EventGrammar grammar, ToIntFunction<Event> weight, Values values, boolean dev) {
    List<Event> kept = new ArrayList<>();
    for (Event event : grammar.events()) {
      List<Style> styles = event.styles().stream().filter(s -> held(s) == dev).toList();
      styles = styles.stream().filter(s -> known(s, values)).toList();
      if (!styles.isEmpty()) {
        Event part = new Event(event.name(), event.priority(), event.apps(), styles);
        for (int i = 0; i < weight.applyAsInt(part); i++) {
          kept.add(part);
        }
      }
    }
    return kept;
  }

  private static boolean held(Style style) {
    return Dice.of(1, style.key(), 0).below(10) == 0;
  }

  private static boolean known(Style style, Values values) {
    return style.forms().stream().allMatch(f -> values.known(f.summary() + f.body()));
  }

  /// The batch at `index`.
  Batch at(long index) {
    Dice dice = Dice.of(seed, "batch", index);
    List<Happening> happenings = new ArrayList<>();
    int count = dice.pick(1, 1, 2, 2, 3, 3, 4, 5, 6);
    if (dice.chance(0.5)) {
      String list = dice.pick(List.copyOf(byApp.keySet()));
      String app = dice.pick(apps(list));
      for (int i = 0; i < Math.min(count, 4); i++) {
        happenings.add(happen(dice, dice.pick(byApp.getOrDefault(list, events)), app));
      }
    } else {
      for (int i = 0; i < Math.max(count, 2); i++) {
        Event event = dice.pick(events);
        happenings.add(happen(dice, event, dice.pick(apps(dice.pick(event.apps())))));
      }
    }
    return assemble(dice, happenings);
  }

  /// A conversation: chat events only, every notification with a sender and something said.
  Batch thread(long index) {
    Dice dice = Dice.of(seed, "thread", index);
    List<Event> chat = byApp.getOrDefault("app-chat", events);
    List<Happening> happenings = new ArrayList<>();
    int count = dice.between(2, 4);
    while (happenings.size() < count) {
      Happening happening = happen(dice, dice.pick(chat), "Chat");
      boolean said =
          happening.notices().stream()
              .allMatch(n -> !n.body().isEmpty() && !sender(n.summary()).contains(" "));
      // What is told must not name the group: the conversation does not show it.
      boolean named =
          happening.notices().stream()
              .map(Notice::summary)
              .anyMatch(t -> t.contains(": ") && happening.told().contains(t.split(": ", 2)[0]));
      if (said && !named && !happening.told().isEmpty()) {
        happenings.add(happening);
      }
    }
    return assemble(dice, happenings);
  }

  /// Who wrote a chat notification: `Trip: Zoe` and `Zoe (direct message)` are by Zoe.
  static String sender(String summary) {
    return summary.replaceFirst("^[^:]*: ", "").replaceFirst(" \\([^)]*\\)$", "");
  }

  private List<String> apps(String list) {
    return values.list(list);
  }

  /// One event that happened: its notifications in order and what is told of it (may be empty).
  private record Happening(
      List<Notice> notices, int[] minutes, String told, String priority, String template) {}

  private Happening happen(Dice dice, Event event, String app) {
    Style style = dice.pick(event.styles());
    Values.Filling filling = values.new Filling(dice);
    List<Notice> notices = new ArrayList<>();
    int[] minutes = new int[style.forms().size()];
    int minute = dice.between(6 * 60, 21 * 60);
    int last = style.forms().size() - 1;
    for (int i = 0; i <= last; i++) {
      Form form = style.forms().get(i);
      String from = form.app().isEmpty() ? app : dice.pick(apps(form.app()));
      String usual = i == last ? event.priority() : "low";
      String priority = form.priority().isEmpty() ? usual : form.priority();
      minutes[i] = minute;
      notices.add(
          new Notice(
              from,
              filling.fill(form.summary()),
              filling.fill(form.body()),
              "%02d:%02d".formatted(minute / 60, minute % 60),
              priority));
      minute += dice.between(1, 50);
    }
    return new Happening(
        notices,
        minutes,
        told(dice, style, notices, filling),
        event.priority(),
        event.name() + "/" + Integer.toHexString(style.key().hashCode()));
  }

  /// What a digest says of it; empty = nothing.
  private static String told(Dice dice, Style style, List<Notice> notices, Values.Filling filling) {
    if (style.wordings().isEmpty()) {
      return "";
    }
    String wording = dice.pick(style.wordings());
    Notice last = notices.getLast();
    return ended(wording.equals("*") ? joined(last.summary(), last.body()) : filling.fill(wording));
  }

  /// Summary and body as one clause.
  static String joined(String summary, String body) {
    if (body.isEmpty()) {
      return summary;
    }
    String between = summary.matches(".*[.?!]") ? " " : summary.contains(": ") ? "; " : ": ";
    return summary + between + body;
  }

  private static String ended(String text) {
    String whole = text.replaceFirst("[,;:\\s]+$", "");
    return whole.matches(".*[.?!]") ? whole : whole + ".";
  }

  private record Placed(int minute, int event, Notice notice) {}

  private Batch assemble(Dice dice, List<Happening> happenings) {
    List<Placed> placed = new ArrayList<>();
    for (int e = 0; e < happenings.size(); e++) {
      Happening happening = happenings.get(e);
      for (int i = 0; i < happening.notices().size(); i++) {
        placed.add(new Placed(happening.minutes()[i], e, happening.notices().get(i)));
      }
      if (dice.chance(0.05)) {
        // Some programs send the last state again.
        placed.add(
            new Placed(
                happening.minutes()[happening.minutes().length - 1] + 1,
                e,
                happening.notices().getLast()));
      }
    }
    placed.sort(Comparator.comparingInt(Placed::minute));
    List<Clause> told = new ArrayList<>();
    for (String priority : PRIORITIES) {
      if (priority.equals("low") && !told.isEmpty()) {
        continue;
      }
      for (int e : order(placed)) {
        Happening happening = happenings.get(e);
        if (happening.priority().equals(priority) && !happening.told().isEmpty()) {
          told.add(new Clause(items(placed, e), happening.told()));
        }
      }
    }
    return new Batch(
        placed.stream().map(Placed::notice).toList(),
        told,
        happenings.stream().map(Happening::template).collect(Collectors.joining("+")));
  }

  /// Events in the order of their last notification.
  private static List<Integer> order(List<Placed> placed) {
    List<Integer> order = new ArrayList<>();
    for (Placed p : placed) {
      order.remove(Integer.valueOf(p.event()));
      order.add(p.event());
    }
    return order;
  }

  private static List<Integer> items(List<Placed> placed, int event) {
    List<Integer> items = new ArrayList<>();
    for (int i = 0; i < placed.size(); i++) {
      if (placed.get(i).event() == event) {
        items.add(i + 1);
      }
    }
    return items;
  }
}
