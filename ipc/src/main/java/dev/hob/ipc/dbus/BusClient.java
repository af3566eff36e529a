// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.dbus;

import java.io.IOException;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.messages.Error;
import org.freedesktop.dbus.messages.Message;
import org.freedesktop.dbus.messages.MethodCall;
import org.freedesktop.dbus.messages.MethodReturn;
import org.freedesktop.dbus.messages.constants.Endian;
import org.freedesktop.dbus.messages.constants.Flags;

/// A connection that calls other programs and hears their signals, and offers nothing itself.
/// Thread-safe: one thread reads, one writes, callers wait for their own reply.
///
/// Replies are decoded by the caller that waits for them, within bounds: other programs are not to
/// be trusted with our memory.
public final class BusClient implements AutoCloseable {
  /// Far more than any list of actions or menus.
  private static final int MOST_BYTES = 4 << 20;

  private static final int BODY = 2;
  private static final Duration BUS_LIMIT = Duration.ofSeconds(5);
  private static final String BUS_PATH = "/org/freedesktop/DBus";
  private static final String ERROR = "org.freedesktop.DBus.Error.";

  /// Where a call goes.
  ///
  /// @param destination a unique or well-known name
  public record Method(String destination, String path, String face, String name) {}

  /// What became of a call.
  public sealed interface Reply {
    /// @param sender the unique name that answered
    /// @param signature of what came back, empty = nothing
    /// @param values numbers as `Long` or `Double`, structs and arrays as lists, dictionaries as
    ///   maps, variants as what is in them
    record Returned(String sender, String signature, List<Object> values) implements Reply {}

    /// @param error its D-Bus name
    /// @param words of the app, untrusted
    record Refused(String error, String words) implements Reply {}

    /// Whoever should answer is not on the bus, or left it before it answered.
    record Gone(String why) implements Reply {}

    /// No reply within the limit.
    record Silent() implements Reply {}
  }

  /// @param sender unique name, as the bus vouches for it
  public record Signal(String sender, String path, String face, String name, List<Object> values) {}

  /// Ends when closed.
  public interface Listening extends AutoCloseable {
    @Override
    void close();
  }

  private record Listener(String face, Consumer<Signal> heard) {}

  private final BusLink link;
  private final BusWriter writer;
  private final BusReplies replies = new BusReplies();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final List<Runnable> ends = new CopyOnWriteArrayList<>();

  private BusClient(BusLink link) {
    this.link = link;
    this.writer = new BusWriter(link, "hob-desktop-writer");
  }

  /// @throws IOException no bus listens there, or it does not let us in
  public static BusClient open(String address) throws IOException {
    BusClient client = new BusClient(BusLink.open(address));
    client.writer.start();
    Thread.ofPlatform().name("hob-desktop-reader").daemon().start(client::readAll);
    return client;
  }

  /// The unique name, e.g. `:1.42`.
  public String name() {
    return link.name();
  }

  /// Whether the bus is still there.
  public boolean open() {
    return !replies.ended();
  }

  /// Calls and waits for the reply.
  ///
  /// @param signature of the arguments, empty = none
  public Reply call(Method method, Duration limit, String signature, Object... arguments)
      throws InterruptedException {
    try {
      MethodCall call =
          link.messages()
              .createMethodCall(
                  method.destination(),
                  method.path(),
                  method.face(),
                  method.name(),
                  (byte) 0,
                  signature.isEmpty() ? null : signature,
                  arguments);
      Optional<Message> reply = replies.await(call.getSerial(), limit, () -> writer.send(call));
      if (reply.isEmpty()) {
        return open() ? new Reply.Silent() : new Reply.Gone("the session bus is gone");
      }
      return read(reply.get());
    } catch (DBusException | IllegalArgumentException e) {
      return new Reply.Refused(ERROR + "InvalidArgs", String.valueOf(e.getMessage()));
    }
  }

  /// Calls the bus itself.
  public Reply callBus(String name, String signature, Object... arguments)
      throws InterruptedException {
    return call(
        new Method(BusLink.BUS, BUS_PATH, BusLink.BUS, name), BUS_LIMIT, signature, arguments);
  }

  /// Hears the signals of one interface until closed. `heard` runs on the reading thread and must
  /// not block; a signal may come from anybody, so look at its sender.
  ///
  /// @param rule a match rule of the bus
  public Listening listen(String rule, String face, Consumer<Signal> heard)
      throws InterruptedException {
    Listener listener = new Listener(face, heard);
    listeners.add(listener);
    callBus("AddMatch", "s", rule);
    return () -> {
      listeners.remove(listener);
      tell(new Method(BusLink.BUS, BUS_PATH, BusLink.BUS, "RemoveMatch"), "s", rule);
    };
  }

  /// Runs `ended` when the bus is gone; at once where it is already. It may run twice.
  public Listening whenEnded(Runnable ended) {
    ends.add(ended);
    if (!open()) {
      ended.run();
    }
    return () -> ends.remove(ended);
  }

  /// A call whose answer nobody needs; also from a thread that is interrupted.
  public void tell(Method method, String signature, Object... arguments) {
    try {
      writer.sendAnyway(
          link.messages()
              .createMethodCall(
                  method.destination(),
                  method.path(),
                  method.face(),
                  method.name(),
                  Flags.NO_REPLY_EXPECTED,
                  signature,
                  arguments));
    } catch (DBusException e) {
      throw new IllegalStateException(method.name(), e);
    }
  }

  private void readAll() {
    try {
      while (true) {
        link.read().ifPresent(this::see);
      }
    } catch (IOException e) {
      replies.endAll();
      ends.forEach(Runnable::run);
      writer.close();
    }
  }

  private void see(Message message) {
    switch (message) {
      case MethodReturn reply -> replies.arrived(reply);
      case Error reply -> replies.arrived(reply);
      case DBusSignal signal -> hear(signal);
      case MethodCall call -> refuse(call);
      default -> {}
    }
  }

  /// There is nothing here, but who asks may wait for an answer.
  private void refuse(MethodCall call) {
    if ((call.getFlags() & Flags.NO_REPLY_EXPECTED) != 0) {
      return;
    }
    try {
      writer.send(
          link.messages()
              .createError(
                  call.getSource(), ERROR + "UnknownObject", call.getSerial(), "s", "no objects"));
    } catch (DBusException e) {
      throw new IllegalStateException("an error that cannot be written", e);
    }
  }

  private void hear(DBusSignal signal) {
    for (Listener listener : listeners) {
      if (listener.face().equals(signal.getInterface())) {
        try {
          listener
              .heard()
              .accept(
                  new Signal(
                      text(signal.getSource()),
                      text(signal.getPath()),
                      listener.face(),
                      text(signal.getName()),
                      values(signal)));
        } catch (WireBody.MalformedException e) {
          // A stranger's signal without the shape it claims says nothing.
        }
      }
    }
  }

  private static Reply read(Message reply) {
    try {
      if (reply instanceof Error error) {
        String words =
            values(error).stream()
                .findFirst()
                .filter(String.class::isInstance)
                .map(Object::toString)
                .orElse("");
        return refused(text(error.getName()), words);
      }
      return new Reply.Returned(text(reply.getSource()), text(reply.getSig()), values(reply));
    } catch (WireBody.MalformedException e) {
      return new Reply.Refused(
          ERROR + "InvalidArgs", "an answer that cannot be read: " + e.getMessage());
    }
  }

  private static Reply refused(String error, String words) {
    return switch (error) {
      // NoReply from the bus: the app left, or the bus' own limit passed.
      case ERROR + "ServiceUnknown",
          ERROR + "NameHasNoOwner",
          ERROR + "NoReply",
          ERROR + "Disconnected" ->
          new Reply.Gone(words);
      default -> new Reply.Refused(error, words);
    };
  }

  private static List<Object> values(Message message) {
    byte[] body = Optional.ofNullable(message.getWireData()[BODY]).orElse(new byte[0]);
    if (body.length > MOST_BYTES) {
      throw new WireBody.MalformedException(body.length + " bytes");
    }
    ByteOrder order =
        message.getEndianess() == Endian.LITTLE ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    return new WireBody(body, order).values(text(message.getSig()));
  }

  private static String text(@org.jspecify.annotations.Nullable String value) {
    return Optional.ofNullable(value).orElse("");
  }

  @Override
  public void close() {
    replies.endAll();
    writer.close();
  }
}
