// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.dbus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.Answer;
import dev.hob.features.AnswerSink;
import dev.hob.features.Features;
import dev.hob.features.Problem;
import dev.hob.features.ProblemException;
import dev.hob.features.Request;
import dev.hob.ipc.admin.StatusSource;
import dev.hob.ipc.http.StatusRoutes;
import dev.hob.ipc.wire.StrictJson;
import dev.hob.policy.Caller;
import dev.hob.router.Refusal;
import dev.hob.router.RefusedException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.freedesktop.dbus.DBusPath;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.messages.MethodCall;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/// `dev.hob.Intelligence1` and its Request objects: the thin twin of the HTTP door. Immutable but
/// for the requests under way.
final class IntelligenceObject implements BusService.Calls {
  static final String PATH = "/dev/hob/Intelligence1";
  private static final String FACE = "dev.hob.Intelligence1";
  private static final String PROPERTIES = "org.freedesktop.DBus.Properties";
  private static final String INTROSPECTABLE = "org.freedesktop.DBus.Introspectable";
  private static final String PEER = "org.freedesktop.DBus.Peer";

  /// Larger input belongs on the socket: strings this long cost the bus milliseconds.
  private static final int MOST_BYTES = 256 * 1024;

  /// An empty input of these means the inbox.
  private static final Set<String> OF_NOTIFICATIONS = Set.of("digest", "prioritize");

  private final BusPorts ports;
  private final BusRequests requests;
  private final Introspection introspection = new Introspection();
  private final BusRun runs;

  IntelligenceObject(BusPorts ports, BusRequests requests, InstantSource clock) {
    this.ports = ports;
    this.requests = requests;
    this.runs = new BusRun(ports, requests, clock);
  }

  @Override
  public Reply answer(MethodCall call, BusService service)
      throws InterruptedException, DBusException {
    String face = Optional.ofNullable(call.getInterface()).orElse(FACE);
    return switch (face) {
      case INTROSPECTABLE -> Reply.of("s", introspect(call.getPath()));
      case PEER -> Reply.of("");
      case PROPERTIES -> property(call);
      case BusRun.FACE -> cancel(call);
      case FACE -> method(call, service);
      default -> throw new UnknownMemberException("UnknownInterface", "no interface " + face);
    };
  }

  private String introspect(String path) {
    if (path.equals(PATH)) {
      return introspection.ofService();
    }
    if (requests.at(path).isPresent()) {
      return introspection.ofRequest();
    }
    return switch (path) {
      case "/" -> introspection.ofFolder(List.of("dev"));
      case "/dev" -> introspection.ofFolder(List.of("hob"));
      case "/dev/hob" -> introspection.ofFolder(List.of("Intelligence1"));
      default -> introspection.ofFolder(requests.children(path));
    };
  }

  private Reply property(MethodCall call) throws DBusException {
    need(call, PATH);
    Object[] given = call.getParameters();
    String name = given.length > 1 ? String.valueOf(given[1]) : "";
    return switch (call.getName()) {
      case "GetAll" ->
          Reply.of("a{sv}", Map.of("Version", version(), "Availability", availability()));
      case "Get" -> Reply.of("v", value(name));
      case "Set" -> throw new UnknownMemberException("PropertyReadOnly", name + " is read-only");
      default -> throw unknownMethod(call);
    };
  }

  private Variant<?> value(String property) {
    return switch (property) {
      case "Version" -> version();
      case "Availability" -> availability();
      default -> throw new UnknownMemberException("UnknownProperty", "no property " + property);
    };
  }

  private static Variant<?> version() {
    return new Variant<>(new UInt32(1), "u");
  }

  private Variant<?> availability() {
    Map<String, Variant<?>> states = new LinkedHashMap<>();
    for (StatusSource.FeatureState feature : ports.status().features()) {
      states.put(feature.name(), new Variant<>(StatusRoutes.availability(feature)));
    }
    return new Variant<>(states, "a{sv}");
  }

  private Reply cancel(MethodCall call) {
    BusRequests.Handle handle =
        requests
            .at(call.getPath())
            .orElseThrow(
                () -> new UnknownMemberException("UnknownObject", "no request " + call.getPath()));
    if (!call.getName().equals("Cancel")) {
      throw unknownMethod(call);
    }
    if (!handle.owner().equals(call.getSource())) {
      throw new ProblemException(
          new Problem.NotPermitted(call.getSource(), "Cancel", "request.owner", "default"));
    }
    handle.cancel();
    return Reply.of("");
  }

  private Reply method(MethodCall call, BusService service)
      throws InterruptedException, DBusException {
    need(call, PATH);
    Object[] given = call.getParameters();
    String what = call.getName() + ":" + Optional.ofNullable(call.getSig()).orElse("");
    return switch (what) {
      case "Summarize:sa{sv}" -> request("summarize", given, call, service);
      case "Proofread:sa{sv}" -> request("proofread", given, call, service);
      case "Rewrite:sa{sv}" -> request("rewrite", given, call, service);
      case "Prioritize:sa{sv}" -> request("prioritize", given, call, service);
      case "Digest:sa{sv}" -> request("digest", given, call, service);
      case "Act:sa{sv}" -> request("act", given, call, service);
      case "SummarizeText:s" -> {
        JsonNode made = direct("summarize", JsonNodeFactory.instance.objectNode(), call, service);
        yield Reply.of("s", made.path("summary").asText());
      }
      case "RewriteText:ss" -> {
        ObjectNode style = JsonNodeFactory.instance.objectNode().put("style", (String) given[1]);
        yield Reply.of("s", direct("rewrite", style, call, service).path("text").asText());
      }
      case "RegisterActions:s" -> {
        String manifest = (String) given[0];
        refuseLarge(manifest);
        ports.apps().register(call.getSource(), service.caller(call.getSource()), manifest);
        yield Reply.of("");
      }
      case "UnregisterActions:" -> {
        ports.apps().unregister(call.getSource());
        yield Reply.of("");
      }
      case "Warm:s" -> {
        ports.features().warm((String) given[0], Optional.empty());
        yield Reply.of("");
      }
      default -> throw unknownMethod(call);
    };
  }

  /// A text in, a text out, for scripts.
  private JsonNode direct(String feature, ObjectNode options, MethodCall call, BusService service)
      throws InterruptedException, DBusException {
    String text = (String) call.getParameters()[0];
    refuseLarge(text);
    ObjectNode input = JsonNodeFactory.instance.objectNode().put("text", text);
    Caller caller = service.caller(call.getSource());
    BusRequests.Handle handle = requests.open(call.getSource(), Optional.empty());
    try {
      Request request = BusOptions.envelope(options).request(feature, input, caller);
      Features.Pending pending = ports.features().start(request, AnswerSink.FINAL_ONLY);
      handle.runs(pending);
      return pending.await().output();
    } finally {
      requests.closed(handle);
    }
  }

  private Reply request(String feature, Object[] given, MethodCall call, BusService service)
      throws InterruptedException {
    String text = (String) given[0];
    refuseLarge(text);
    ObjectNode options = Variants.json(dictionary(given[1]));
    Optional<String> token =
        Optional.ofNullable(options.remove("handle_token")).map(JsonNode::asText);
    boolean ofInbox = text.isBlank() && OF_NOTIFICATIONS.contains(feature);
    boolean fromInbox = ofInbox && feature.equals("digest");
    ObjectNode input = ofInbox ? ports.inbox().input() : StrictJson.object(text);
    Request request =
        BusOptions.envelope(options).request(feature, input, service.caller(call.getSource()));
    BusRequests.Handle handle = requests.open(call.getSource(), token);
    Runnable work = () -> runs.run(handle, request, fromInbox, service);
    return new Reply("o", new Object[] {new DBusPath(handle.path())}, work);
  }

  /// Figures only: what a digest says is for those who ask for it.
  static Map<String, Variant<?>> digestReady(Answer answer) {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    fields.put("id", answer.id()).put("groups", answer.output().path("groups").size());
    return Variants.of(fields);
  }

  private static void refuseLarge(String text) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MOST_BYTES) {
      throw new RefusedException(new Refusal.TooLarge(bytes, MOST_BYTES, "bytes"));
    }
  }

  private static void need(MethodCall call, String path) {
    if (!path.equals(call.getPath())) {
      throw new UnknownMemberException("UnknownObject", "no object " + call.getPath());
    }
  }

  private static UnknownMemberException unknownMethod(MethodCall call) {
    return new UnknownMemberException(
        "UnknownMethod",
        "no method "
            + call.getName()
            + " of ("
            + Optional.ofNullable(call.getSig()).orElse("")
            + ")");
  }

  /// `a{sv}` as dbus-java decodes it.
  static Map<String, Variant<?>> dictionary(Object value) {
    Map<String, Variant<?>> all = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, entry) -> {
        if (key instanceof String name && entry instanceof Variant<?> variant) {
          all.put(name, variant);
        }
      });
    }
    return all;
  }
}
