// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.act.ActionPort.Change;
import dev.hob.features.act.ActionPort.Outcome;
import dev.hob.ipc.dbus.BusClient;
import dev.hob.ipc.dbus.BusClient.Reply;
import dev.hob.ipc.desktop.harvest.GtkGroup;
import dev.hob.ipc.desktop.harvest.ObjectTree;
import dev.hob.ipc.desktop.offer.CleanText;
import dev.hob.ipc.desktop.offer.Invocation;
import dev.hob.ipc.desktop.offer.WireTypes;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.freedesktop.dbus.types.Variant;

/// One call of an action of `org.gtk.Actions`. One thread; used once.
///
/// GLib answers a call of a disabled action with success and does nothing, so what is enabled is
/// read first; and it answers before the effect can be read, so the state is read until it differs.
final class GtkCall {
  private static final Set<String> LEAVING = Set.of("quit", "exit", "close");

  private final BusClient bus;
  private final Invocation.GtkAction how;
  private final CallDeadline deadline;

  GtkCall(BusClient bus, Invocation.GtkAction how, CallDeadline deadline) {
    this.bus = bus;
    this.how = how;
    this.deadline = deadline;
  }

  Outcome call(ObjectNode arguments) throws InterruptedException {
    Optional<Integer> window = how.window();
    if (window.isPresent()) {
      switch (windows()) {
        case Windows.Open(List<Integer> numbers) -> {
          if (numbers.isEmpty()) {
            return new Outcome.Vanished("its window is closed");
          }
          window = Optional.of(numbers.contains(window.get()) ? window.get() : numbers.getLast());
        }
        case Windows.Unknown(Outcome why) -> {
          return why;
        }
      }
    }
    String place = GtkGroup.place(how.path(), window);
    Reply described = gtk(place, "DescribeAll", "");
    if (!(described instanceof Reply.Returned(String sender, var type, List<Object> values))) {
      return Replies.beforeCall(described, deadline.limit());
    }
    Map<String, GtkGroup.Entry> before = GtkGroup.entries(values);
    GtkGroup.Entry entry = before.get(how.action());
    if (entry == null) {
      return new Outcome.Vanished("the app offers it no more");
    }
    if (!entry.enabled()) {
      return new Outcome.Disabled("the app says that it cannot be done now");
    }
    return new Activation(sender, place, before, entry).run(arguments);
  }

  private sealed interface Windows {
    record Open(List<Integer> numbers) implements Windows {}

    record Unknown(Outcome why) implements Windows {}
  }

  private Windows windows() throws InterruptedException {
    BusClient.Method introspect =
        new BusClient.Method(
            how.name(),
            how.path() + "/window",
            "org.freedesktop.DBus.Introspectable",
            "Introspect");
    Reply reply = bus.call(introspect, deadline.left(), "");
    if (reply instanceof Reply.Returned(var sender, var type, List<Object> values)) {
      return new Windows.Open(
          ObjectTree.parse(String.valueOf(values.getFirst())).children().stream()
              .filter(child -> child.matches("\\d{1,9}"))
              .map(Integer::valueOf)
              .sorted()
              .toList());
    }
    return new Windows.Unknown(Replies.beforeCall(reply, deadline.limit()));
  }

  private Reply gtk(String place, String method, String signature, Object... arguments)
      throws InterruptedException {
    return bus.call(
        new BusClient.Method(how.name(), place, GtkGroup.FACE, method),
        deadline.left(),
        signature,
        arguments);
  }

  /// The call itself, with its effect.
  private final class Activation {
    private final String sender;
    private final String place;
    private final Map<String, GtkGroup.Entry> before;
    private final GtkGroup.Entry entry;

    Activation(
        String sender, String place, Map<String, GtkGroup.Entry> before, GtkGroup.Entry entry) {
      this.sender = sender;
      this.place = place;
      this.before = before;
      this.entry = entry;
    }

    Outcome run(ObjectNode arguments) throws InterruptedException {
      Optional<JsonNode> value = arguments.valueStream().findFirst();
      boolean isSwitch = entry.type().isEmpty() && entry.state().orElse("") instanceof Boolean;
      if ((isSwitch || !entry.type().isEmpty()) && value.isEmpty()) {
        return new Outcome.Failed("the action needs a value");
      }
      Optional<JsonNode> state = entry.state().map(WireTypes::json);
      if (value.isPresent() && state.equals(value)) {
        return new Outcome.Done(Optional.empty(), Optional.empty());
      }
      Effect effect = new Effect();
      try (BusClient.Listening listening =
          bus.listen(rule(), GtkGroup.FACE, signal -> heard(signal, effect))) {
        Reply reply = send(isSwitch, value);
        if (reply instanceof Reply.Returned) {
          return new Outcome.Done(Optional.empty(), effect.await(deadline, this::difference));
        }
        return reply instanceof Reply.Gone && leaves()
            ? new Outcome.Done(Optional.empty(), Optional.of(notRunning()))
            : Replies.outcome(reply, deadline.limit(), false);
      } catch (WireTypes.WrongTypeException e) {
        return new Outcome.Failed(String.valueOf(e.getMessage()));
      }
    }

    private Reply send(boolean isSwitch, Optional<JsonNode> value) throws InterruptedException {
      Map<String, Variant<?>> platform = Map.of();
      if (isSwitch) {
        return gtk(
            place,
            "SetState",
            "sva{sv}",
            how.action(),
            variant("b", value.orElseThrow()),
            platform);
      }
      Variant<?>[] parameters =
          entry.type().isEmpty()
              ? new Variant<?>[0]
              : new Variant<?>[] {variant(entry.type(), value.orElseThrow())};
      return gtk(place, "Activate", "sava{sv}", how.action(), parameters, platform);
    }

    private static Variant<?> variant(String type, JsonNode value) {
      return new Variant<>(WireTypes.encode(type, value), type);
    }

    private String rule() {
      return "type='signal',sender='"
          + sender
          + "',path='"
          + place
          + "',interface='"
          + GtkGroup.FACE
          + "'";
    }

    private void heard(BusClient.Signal signal, Effect effect) {
      if (signal.sender().equals(sender) && signal.path().equals(place)) {
        effect.signalled();
      }
    }

    private boolean leaves() {
      return List.of(CleanText.words(how.action()).split(" ")).stream().anyMatch(LEAVING::contains);
    }

    /// The action's own state; else that undo has something to take back; else that it cannot be
    /// done again; else another state of the group.
    private Optional<Change> difference() throws InterruptedException {
      Reply reply = gtk(place, "DescribeAll", "");
      if (reply instanceof Reply.Gone) {
        return Optional.of(notRunning());
      }
      Map<String, GtkGroup.Entry> now =
          reply instanceof Reply.Returned(var from, var type, List<Object> values)
              ? GtkGroup.entries(values)
              : before;
      return state(how.action(), now)
          .or(() -> how.undo().flatMap(undo -> enabled(undo, now)))
          .or(() -> enabled(how.action(), now))
          .or(() ->
              before.keySet().stream()
                  .map(name -> state(name, now))
                  .flatMap(Optional::stream)
                  .findFirst());
    }

    private Optional<Change> state(String name, Map<String, GtkGroup.Entry> now) {
      Optional<Object> was = Optional.ofNullable(before.get(name)).flatMap(GtkGroup.Entry::state);
      Optional<Object> is = Optional.ofNullable(now.get(name)).flatMap(GtkGroup.Entry::state);
      return was.isEmpty() || is.isEmpty() || Objects.equals(was, is)
          ? Optional.empty()
          : Optional.of(
              new Change(full(name), WireTypes.json(was.get()), WireTypes.json(is.get())));
    }

    private Optional<Change> enabled(String name, Map<String, GtkGroup.Entry> now) {
      GtkGroup.Entry was = before.get(name);
      GtkGroup.Entry is = now.get(name);
      return was == null || is == null || was.enabled() == is.enabled()
          ? Optional.empty()
          : Optional.of(
              new Change(
                  full(name) + " (enabled)",
                  BooleanNode.valueOf(was.enabled()),
                  BooleanNode.valueOf(is.enabled())));
    }

    private String full(String name) {
      return (how.window().isPresent() ? "win." : "app.") + name;
    }

    private static Change notRunning() {
      JsonNodeFactory nodes = JsonNodeFactory.instance;
      return new Change("running", nodes.booleanNode(true), nodes.booleanNode(false));
    }
  }
}
