// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.harvest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.act.Action;
import dev.hob.ipc.desktop.offer.ActionWords;
import dev.hob.ipc.desktop.offer.CleanText;
import dev.hob.ipc.desktop.offer.Invocation;
import dev.hob.ipc.desktop.offer.Offer;
import dev.hob.ipc.desktop.offer.WireTypes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Makes offers out of a group of actions and the menus that name them. Immutable.
///
/// - A switch gets the parameter `on`; an action with a parameter gets `value`, one of the menu's
///   choices where there are any.
/// - An action that only opens a submenu is none.
/// - A parameter that words cannot fill leaves the action out, and it is counted.
final class GtkOffers {
  private static final int MOST_CHOICES = 64;

  private final AppIdentity app;
  private final String connection;
  private final GtkMenus.Labels labels;

  GtkOffers(AppIdentity app, String connection, GtkMenus.Labels labels) {
    this.app = app;
    this.connection = connection;
    this.labels = labels;
  }

  /// @param unusable counts the actions left out for their parameter
  List<Offer> of(GtkGroup group, List<String> unusable) {
    List<Offer> offers = new ArrayList<>();
    Optional<String> undo = undo(group);
    group
        .entries()
        .forEach((name, entry) -> {
          String full = group.prefix() + name;
          if (labels.openers().contains(full)) {
            return;
          }
          Optional<ObjectNode> parameters = parameters(full, entry);
          if (parameters.isEmpty()) {
            unusable.add(full);
            return;
          }
          offers.add(offer(group, name, entry, parameters.get(), undo));
        });
    return offers;
  }

  private Offer offer(
      GtkGroup group,
      String bare,
      GtkGroup.Entry entry,
      ObjectNode parameters,
      Optional<String> undo) {
    String full = group.prefix() + bare;
    Optional<String> takesBack =
        undo.filter(u -> !u.equals(bare) && entry.state().isEmpty() && ActionWords.edits(bare));
    boolean choice = entry.state().isPresent() && !parameters.path("properties").isEmpty();
    String description = description(full, bare);
    return new Offer(
        new Action(
            app.id(),
            app.name(),
            full,
            description,
            parameters,
            ActionWords.risk(choice, takesBack.isPresent(), bare, description),
            Action.Effect.CHANGE,
            entry.enabled(),
            takesBack.map(u -> group.prefix() + u),
            Action.Origin.HARVESTED),
        new Invocation.GtkAction(connection, group.path(), group.window(), bare, takesBack));
  }

  private static Optional<String> undo(GtkGroup group) {
    return group.entries().keySet().stream()
        .filter(name -> name.equals("undo") || name.endsWith(".undo"))
        .findFirst();
  }

  private Optional<ObjectNode> parameters(String full, GtkGroup.Entry entry) {
    if (!entry.type().isEmpty()) {
      return WireTypes.schema(entry.type())
          .filter(schema -> !schema.path("type").asText().equals("array"))
          .map(schema -> object("value", choices(full, schema)));
    }
    boolean isSwitch = entry.state().filter(Boolean.class::isInstance).isPresent();
    return Optional.of(
        isSwitch
            ? object("on", JsonNodeFactory.instance.objectNode().put("type", "boolean"))
            : none());
  }

  /// The menu's choices, where it has all of them as values of the type.
  private ObjectNode choices(String full, ObjectNode schema) {
    ArrayNode values = JsonNodeFactory.instance.arrayNode();
    for (GtkMenus.Item item : labels.items().getOrDefault(full, List.of())) {
      item.target()
          .filter(target -> typed(schema.path("type").asText(), target))
          .filter(target -> !(target instanceof String text) || CleanText.label(text).equals(text))
          .map(WireTypes::json)
          .ifPresent(values::add);
    }
    if (!values.isEmpty() && values.size() <= MOST_CHOICES) {
      schema.set("enum", values);
    }
    return schema;
  }

  private static boolean typed(String type, Object target) {
    return switch (type) {
      case "string" -> target instanceof String;
      case "integer" -> target instanceof Long;
      case "boolean" -> target instanceof Boolean;
      default -> target instanceof Number;
    };
  }

  static ObjectNode none() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    schema.putObject("properties");
    return schema.put("additionalProperties", false);
  }

  static ObjectNode object(String name, ObjectNode value) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    schema.putObject("properties").set(name, value);
    schema.putArray("required").add(name);
    return schema.put("additionalProperties", false);
  }

  /// The menu's words; else the name's own.
  private String description(String full, String name) {
    List<GtkMenus.Item> items = labels.items().getOrDefault(full, List.of());
    if (items.isEmpty()) {
      return CleanText.words(name);
    }
    GtkMenus.Item first = items.getFirst();
    if (items.size() == 1 || first.target().isEmpty()) {
      String path = String.join(" › ", first.path());
      return CleanText.line(first.tooltip().isEmpty() ? path : path + ": " + first.tooltip(), 160);
    }
    Set<String> choices = new LinkedHashSet<>();
    items.forEach(item -> choices.add(item.path().getLast()));
    List<String> above = first.path().subList(0, first.path().size() - 1);
    return CleanText.line(
        (above.isEmpty() ? CleanText.words(name) : String.join(" › ", above))
            + ": "
            + String.join(", ", choices),
        160);
  }
}
