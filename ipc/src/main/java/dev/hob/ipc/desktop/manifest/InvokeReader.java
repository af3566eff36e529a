// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.features.act.schema.Parameter;
import dev.hob.features.act.schema.ParameterSchema;
import dev.hob.features.act.schema.ValueType;
import dev.hob.ipc.desktop.harvest.DesktopFiles;
import dev.hob.ipc.desktop.offer.Invocation;
import dev.hob.ipc.desktop.offer.WireTypes;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads `invoke` of an action. Immutable.
final class InvokeReader {
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*(\\.[A-Za-z_][A-Za-z0-9_-]*)+|:[0-9]+\\.[0-9]+");
  private static final Pattern PATH = Pattern.compile("/|(/[A-Za-z0-9_]+)+");
  private static final Pattern FACE =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)+");
  private static final Pattern MEMBER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,254}");
  private static final Pattern SIGNATURE = Pattern.compile("[a-z]{0,64}");
  private static final Pattern GTK = Pattern.compile("(app|win)\\.[A-Za-z0-9._:-]{1,128}");
  private static final Pattern FILE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,254}");

  private final DesktopFiles files;
  private final Destinations destinations;

  /// Which connections a manifest may name.
  @FunctionalInterface
  interface Destinations {
    /// @return the name to call instead
    /// @throws ManifestException it may not
    String allow(String name, String pointer);
  }

  InvokeReader(DesktopFiles files, Destinations destinations) {
    this.files = files;
    this.destinations = destinations;
  }

  /// @param invoke the value of `invoke`
  /// @throws ManifestException it does not say how to call the action
  Invocation read(JsonNode invoke, String at, ParameterSchema parameters) {
    Fields fields =
        Fields.of(invoke, at).only(List.of("dbus", "gtkAction", "desktopAction", "mcp"));
    if (fields.object().size() != 1) {
      throw new ManifestException(at, "one way to call it", fields.object().size() + " ways");
    }
    String way = fields.object().fieldNames().next();
    if (way.equals("mcp")) {
      throw new ManifestException(
          at + "/mcp", "dbus, gtkAction or desktopAction", "mcp, which is not supported yet");
    }
    Fields inner = Fields.of(fields.need(way), at + "/" + way);
    return switch (way) {
      case "dbus" -> method(inner, parameters);
      case "gtkAction" -> gtkAction(inner);
      default -> desktopAction(inner, parameters);
    };
  }

  private Invocation method(Fields dbus, ParameterSchema parameters) {
    dbus.only(List.of("name", "path", "interface", "method", "signature"));
    String signature =
        dbus.object().has("signature")
            ? dbus.text("signature", SIGNATURE, "a D-Bus signature")
            : "";
    String at = dbus.pointer("signature");
    List<String> types =
        WireTypes.split(signature)
            .orElseThrow(() ->
                new ManifestException(
                    at, "plain types and lists of them", "\"" + signature + "\""));
    if (types.size() != parameters.parameters().size()) {
      throw new ManifestException(
          at,
          "one type for each of " + parameters.parameters().size() + " parameters",
          types.size() + " types");
    }
    for (int i = 0; i < types.size(); i++) {
      fit(parameters.parameters().get(i), types.get(i), at);
    }
    return new Invocation.Method(
        destination(dbus),
        dbus.text("path", PATH, "an object path"),
        dbus.text("interface", FACE, "an interface name"),
        dbus.text("method", MEMBER, "a method name"),
        parameters.parameters().stream().map(Parameter::name).toList(),
        types);
  }

  private String destination(Fields fields) {
    return destinations.allow(fields.text("name", NAME, "a bus name"), fields.pointer("name"));
  }

  /// A method has no arguments that may be left out.
  private static void fit(Parameter parameter, String type, String at) {
    if (!parameter.required() && parameter.fallback().isEmpty()) {
      throw new ManifestException(
          at,
          "parameters that are required or have a default",
          "\"" + parameter.name() + "\" without");
    }
    if (!fits(type, parameter.type())) {
      throw new ManifestException(
          at, "a type that can hold \"" + parameter.name() + "\"", "\"" + type + "\"");
    }
  }

  private static boolean fits(String type, ValueType value) {
    return switch (value) {
      case ValueType.Text text -> WireTypes.fits(type, "string");
      case ValueType.Moment moment -> WireTypes.fits(type, "string");
      case ValueType.Flag flag -> WireTypes.fits(type, "boolean");
      case ValueType.Numeric number -> WireTypes.fits(type, number.whole() ? "integer" : "number");
      case ValueType.OneOf one ->
          one.members().stream().allMatch(member -> WireTypes.fits(type, jsonType(member)));
      case ValueType.Items items -> type.startsWith("a") && fits(type.substring(1), items.item());
      case ValueType.Structure structure -> false;
    };
  }

  private static String jsonType(JsonNode member) {
    return switch (member.getNodeType()) {
      case STRING -> "string";
      case BOOLEAN -> "boolean";
      case NUMBER -> member.isIntegralNumber() ? "integer" : "number";
      default -> "none";
    };
  }

  private Invocation gtkAction(Fields gtk) {
    gtk.only(List.of("name", "path", "action"));
    String action = gtk.text("action", GTK, "app.NAME or win.NAME");
    return new Invocation.GtkAction(
        destination(gtk),
        gtk.text("path", PATH, "the object path of the application"),
        action.startsWith("win.") ? Optional.of(Invocation.GtkAction.NEWEST) : Optional.empty(),
        action.substring(4),
        Optional.empty());
  }

  private Invocation desktopAction(Fields desktop, ParameterSchema parameters) {
    desktop.only(List.of("file", "action"));
    if (!parameters.parameters().isEmpty()) {
      throw new ManifestException(desktop.at(), "an action without parameters", "one with some");
    }
    destinations.allow("", desktop.at());
    String file = desktop.text("file", FILE, "the id of a desktop file");
    String action = desktop.text("action", FILE, "a key of its Actions");
    return files
        .how(file, action)
        .orElseThrow(() ->
            new ManifestException(
                desktop.pointer("action"),
                "an action of " + file + ".desktop",
                "none of that name"));
  }
}
