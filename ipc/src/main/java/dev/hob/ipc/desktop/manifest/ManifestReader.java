// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.act.Action;
import dev.hob.features.act.schema.ParameterSchema;
import dev.hob.features.act.schema.SchemaException;
import dev.hob.ipc.desktop.offer.ActionWords;
import dev.hob.ipc.desktop.offer.CleanText;
import dev.hob.ipc.desktop.offer.Invocation;
import dev.hob.ipc.desktop.offer.Offer;
import dev.hob.policy.ActionRules.Risk;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// Reads a manifest of actions, all of it or nothing. Immutable.
///
/// Beyond formats.md, 8: an action may say `"effect": "read"`, and then a question may call it; and
/// `invoke` is `{"dbus": {name, path, interface, method, signature}}` with one type of the
/// signature for each parameter in its order, `{"gtkAction": {name, path, action}}` with the path
/// of the application and `app.` or `win.` before the action, or `{"desktopAction": {file,
/// action}}`.
final class ManifestReader {
  private static final Pattern APP = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,254}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._:-]{0,127}");
  private static final Pattern DESCRIPTION = Pattern.compile("(?s).*\\S.*");
  private static final int LONGEST = 200;

  /// No app has more that a person would ask for in words.
  private static final int MOST_ACTIONS = 1_000;

  private final InvokeReader invoke;
  private final UnaryOperator<String> appNames;
  private final Action.Origin origin;

  /// @param appNames what people call an app, by id
  /// @param origin of all its actions
  ManifestReader(InvokeReader invoke, UnaryOperator<String> appNames, Action.Origin origin) {
    this.invoke = invoke;
    this.appNames = appNames;
    this.origin = origin;
  }

  /// @throws ManifestException it is not as it should be
  List<Offer> read(ObjectNode manifest) {
    Fields top = Fields.of(manifest, "").only(List.of("hob", "app", "actions"));
    if (!top.need("hob").isInt() || top.need("hob").intValue() != 1) {
      throw new ManifestException("/hob", "1", "another version");
    }
    String app = app(manifest);
    JsonNode actions = top.need("actions");
    if (!actions.isArray() || actions.size() > MOST_ACTIONS) {
      throw new ManifestException(
          "/actions",
          "a list of at most " + MOST_ACTIONS,
          actions.isArray() ? "" + actions.size() : "none");
    }
    List<Offer> offers = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < actions.size(); i++) {
      Offer offer = offer(app, actions.get(i), "/actions/" + i);
      if (!names.add(offer.action().name())) {
        throw new ManifestException(
            "/actions/" + i + "/name", "a name of its own", "one that is taken");
      }
      offers.add(offer);
    }
    refuseLooseUndo(offers, names);
    return offers;
  }

  /// @throws ManifestException it has none
  static String app(ObjectNode manifest) {
    return Fields.of(manifest, "").text("app", APP, "the id of an app");
  }

  private Offer offer(String app, JsonNode node, String at) {
    Fields fields =
        Fields.of(node, at)
            .only(List.of("name", "description", "parameters", "risk", "effect", "undo", "invoke"));
    String name = fields.text("name", NAME, "[A-Za-z0-9._:-]{1,128}");
    String description =
        CleanText.line(fields.text("description", DESCRIPTION, "a few words"), LONGEST);
    JsonNode schema =
        fields.object().has("parameters") ? fields.need("parameters") : Fields.EMPTY_SCHEMA;
    ParameterSchema parameters = parameters(schema, fields.pointer("parameters"));
    Invocation how = invoke.read(fields.need("invoke"), fields.pointer("invoke"), parameters);
    boolean reads =
        fields.oneOf("effect", List.of("read", "change")).orElse("change").equals("read");
    Optional<String> undo =
        fields.object().has("undo")
            ? Optional.of(fields.text("undo", NAME, "the name of an action"))
            : Optional.empty();
    return new Offer(
        new Action(
            app,
            appNames.apply(app),
            name,
            description,
            schema,
            risk(fields, reads, name, description),
            reads ? Action.Effect.READ : Action.Effect.CHANGE,
            true,
            undo,
            origin),
        how);
  }

  /// What is unknown is high; a running app may call itself harmless only as far as its words
  /// allow.
  private Risk risk(Fields fields, boolean reads, String name, String description) {
    Risk given =
        fields
            .oneOf("risk", List.of("low", "medium", "high"))
            .map(word -> Risk.valueOf(word.toUpperCase(Locale.ROOT)))
            .orElse(Risk.HIGH);
    if (origin != Action.Origin.REGISTERED || reads) {
      return given;
    }
    Risk words = ActionWords.risk(true, false, name, description);
    return words.compareTo(given) > 0 ? words : given;
  }

  private static ParameterSchema parameters(JsonNode schema, String at) {
    try {
      return ParameterSchema.read(schema);
    } catch (SchemaException e) {
      throw new ManifestException(at + e.pointer(), e.expected(), e.got());
    }
  }

  private static void refuseLooseUndo(List<Offer> offers, Set<String> names) {
    for (int i = 0; i < offers.size(); i++) {
      Optional<String> undo = offers.get(i).action().undo();
      if (undo.isPresent() && !names.contains(undo.get())) {
        throw new ManifestException(
            "/actions/" + i + "/undo", "the name of an action of this manifest", "another");
      }
    }
  }
}
