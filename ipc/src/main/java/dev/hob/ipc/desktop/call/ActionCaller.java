// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.act.Action;
import dev.hob.features.act.ActionPort;
import dev.hob.features.act.schema.Parameter;
import dev.hob.features.act.schema.ParameterSchema;
import dev.hob.ipc.dbus.BusClient;
import dev.hob.ipc.dbus.KeptBusClient;
import dev.hob.ipc.desktop.offer.Invocation;
import dev.hob.ipc.desktop.offer.Offer;
import dev.hob.ipc.desktop.offer.WireTypes;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.freedesktop.dbus.types.Variant;

/// Carries out actions of this desktop. Thread-safe.
public final class ActionCaller implements ActionPort {
  private static final String APPLICATION = "org.freedesktop.Application";
  private static final Pattern ADDRESS = Pattern.compile("(file|https?|trash|recent):.+");

  private final KeptBusClient bus;
  private final Offers offers;
  private final Launcher launcher;

  public ActionCaller(KeptBusClient bus, Offers offers, Launcher launcher) {
    this.bus = bus;
    this.offers = offers;
    this.launcher = launcher;
  }

  @Override
  public Outcome call(Action action, ObjectNode arguments, Duration limit)
      throws InterruptedException {
    CallDeadline deadline = CallDeadline.in(limit);
    if (action.origin() == Action.Origin.GIVEN) {
      return new Outcome.Failed("who brought the action along carries it out");
    }
    Optional<Offer> offer = offers.find(new Offer.Key(action.app(), action.name()));
    if (offer.isEmpty()) {
      return new Outcome.Vanished(action.appName() + " does not offer it any more");
    }
    if (offer.get().how() instanceof Invocation.Start(List<String> command)) {
      return new ProgramStart(launcher, command).run(deadline);
    }
    Optional<BusClient> client = bus.client();
    if (client.isEmpty()) {
      return new Outcome.Vanished(bus.state());
    }
    return new OnBus(client.get(), deadline).call(offer.get(), arguments);
  }

  /// One call over the bus.
  private record OnBus(BusClient client, CallDeadline deadline) {
    Outcome call(Offer offer, ObjectNode arguments) throws InterruptedException {
      try {
        return switch (offer.how()) {
          case Invocation.GtkAction gtk -> new GtkCall(client, gtk, deadline).call(arguments);
          case Invocation.Player player ->
              new PlayerCall(client, player.name(), deadline).control(player);
          case Invocation.PlayerStatus(String name) ->
              new PlayerCall(client, name, deadline).status();
          case Invocation.Method method -> method(method, offer.action(), arguments);
          case Invocation.OpenFile open -> open(open, arguments);
          case Invocation.Raise(String name, String path) ->
              application(name, path, "Activate", "a{sv}", Map.<String, Variant<?>>of());
          case Invocation.Activate(String name, String path, String action) ->
              application(
                  name,
                  path,
                  "ActivateAction",
                  "sava{sv}",
                  action,
                  new Variant<?>[0],
                  Map.<String, Variant<?>>of());
          case Invocation.Start start -> throw new IllegalStateException("not a call of the bus");
        };
      } catch (WireTypes.WrongTypeException e) {
        return new Outcome.Failed(String.valueOf(e.getMessage()));
      }
    }

    private Outcome method(Invocation.Method method, Action action, ObjectNode arguments)
        throws InterruptedException {
      ParameterSchema schema = ParameterSchema.read(action.parameters());
      Object[] values = new Object[method.arguments().size()];
      for (int i = 0; i < values.length; i++) {
        String name = method.arguments().get(i);
        Optional<JsonNode> value =
            Optional.ofNullable(arguments.get(name))
                .or(() -> schema.parameter(name).flatMap(Parameter::fallback));
        if (value.isEmpty()) {
          return new Outcome.Failed("the argument \"" + name + "\" is missing");
        }
        values[i] = WireTypes.encode(method.types().get(i), value.get());
      }
      BusClient.Method where =
          new BusClient.Method(method.name(), method.path(), method.face(), method.method());
      return Replies.outcome(
          client.call(where, deadline.left(), String.join("", method.types()), values),
          deadline.limit(),
          true);
    }

    private Outcome open(Invocation.OpenFile open, ObjectNode arguments)
        throws InterruptedException {
      String file = arguments.path("file").asText();
      Optional<String> address = address(file);
      if (address.isEmpty()) {
        return new Outcome.Failed("there is no file " + file);
      }
      return application(
          open.name(),
          open.path(),
          "Open",
          "asa{sv}",
          List.of(address.get()),
          Map.<String, Variant<?>>of());
    }

    /// @return empty where there is no such file
    private static Optional<String> address(String file) {
      if (ADDRESS.matcher(file).matches()) {
        return wellFormed(file);
      }
      try {
        Path path = Path.of(file);
        return path.isAbsolute() && Files.exists(path)
            ? Optional.of(path.toUri().toString())
            : Optional.empty();
      } catch (InvalidPathException e) {
        return Optional.empty();
      }
    }

    private static Optional<String> wellFormed(String address) {
      try {
        return Optional.of(URI.create(address).toString());
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }

    private Outcome application(
        String name, String path, String method, String signature, Object... arguments)
        throws InterruptedException {
      return Replies.outcome(
          client.call(
              new BusClient.Method(name, path, APPLICATION, method),
              deadline.left(),
              signature,
              arguments),
          deadline.limit(),
          false);
    }
  }
}
