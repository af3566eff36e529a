// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.dbus;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.freedesktop.dbus.connections.transports.AbstractTransport;
import org.freedesktop.dbus.connections.transports.TransportBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.messages.Error;
import org.freedesktop.dbus.messages.Message;
import org.freedesktop.dbus.messages.MessageFactory;
import org.freedesktop.dbus.messages.MethodCall;
import org.freedesktop.dbus.messages.constants.Flags;
import org.freedesktop.dbus.messages.constants.HeaderField;
import org.freedesktop.dbus.messages.constants.MessageTypes;
import org.freedesktop.dbus.types.UInt32;

/// One connection to the bus at the level of messages: authenticated and named, nothing more.
///
/// dbus-java's own connection answers every foreign call by itself, which a monitor must never do,
/// and broadcasts every signal, which would show one caller's text to all. Here both are plain
/// writes. Reads belong to one thread, writes to one thread; `close` from any.
final class BusLink implements AutoCloseable {
  static final String BUS = "org.freedesktop.DBus";
  private static final String BUS_PATH = "/org/freedesktop/DBus";

  private final AbstractTransport transport;
  private final String name;

  private BusLink(AbstractTransport transport, String name) {
    this.transport = transport;
    this.name = name;
  }

  /// @throws IOException no bus listens there, or it does not let us in
  static BusLink open(String address) throws IOException {
    AbstractTransport transport = null;
    try {
      transport = TransportBuilder.create(address).build();
      transport.connect();
      MethodCall hello = busCall(transport.getMessageFactory(), BUS, "Hello", null);
      transport.writeMessage(hello);
      Object[] reply = reply(transport, hello.getSerial()).getParameters();
      return new BusLink(transport, (String) reply[0]);
    } catch (DBusException e) {
      close(transport);
      throw new IOException("bus at " + address, e);
    } catch (IOException e) {
      close(transport);
      throw e;
    }
  }

  private static void close(@org.jspecify.annotations.Nullable AbstractTransport transport)
      throws IOException {
    if (transport != null) {
      transport.close();
    }
  }

  /// The unique name, e.g. `:1.42`.
  String name() {
    return name;
  }

  MessageFactory messages() {
    return transport.getMessageFactory();
  }

  /// Turns this connection into one that only listens. It must not write any more: the bus closes a
  /// monitor that speaks.
  ///
  /// @throws IOException the bus does not allow it
  void becomeMonitor(List<String> rules) throws IOException {
    try {
      MethodCall call =
          busCall(
              messages(),
              "org.freedesktop.DBus.Monitoring",
              "BecomeMonitor",
              "asu",
              rules.toArray(new String[0]),
              new UInt32(0));
      transport.writeMessage(call);
      reply(transport, call.getSerial());
    } catch (DBusException e) {
      throw new IOException("BecomeMonitor", e);
    }
  }

  MethodCall busCall(
      String member, @org.jspecify.annotations.Nullable String signature, Object... arguments)
      throws DBusException {
    return busCall(messages(), BUS, member, signature, arguments);
  }

  private static MethodCall busCall(
      MessageFactory messages,
      String face,
      String member,
      @org.jspecify.annotations.Nullable String signature,
      Object... arguments)
      throws DBusException {
    return messages.createMethodCall(BUS, BUS_PATH, face, member, (byte) 0, signature, arguments);
  }

  /// A signal for one receiver alone.
  Message unicast(
      String to, String path, String face, String member, String signature, Object... arguments)
      throws DBusException {
    return new Unicast(
        messages().getEndianess(),
        to,
        new Unicast.Member(path, face, member),
        signature,
        arguments);
  }

  void write(Message message) throws IOException {
    try {
      transport.writeMessage(message);
    } catch (NullPointerException e) {
      throw closed(e);
    }
  }

  /// dbus-java has neither reader nor writer any more once another thread has closed it.
  private static IOException closed(NullPointerException e) {
    return new IOException("the connection is closed", e);
  }

  /// Blocks for the next message; empty for one that could not be read as a message.
  ///
  /// @throws IOException the bus is gone
  Optional<Message> read() throws IOException {
    try {
      return Optional.ofNullable(transport.readMessage());
    } catch (DBusException e) {
      throw new IOException("bus message", e);
    } catch (NullPointerException e) {
      throw closed(e);
    }
  }

  /// Reads until the reply to `serial`; what comes before it is none of ours (`NameAcquired`).
  private static Message reply(AbstractTransport transport, long serial)
      throws IOException, DBusException {
    while (true) {
      Message message = transport.readMessage();
      if (message == null || message.getReplySerial() != serial) {
        continue;
      }
      if (message instanceof Error refused) {
        throw new IOException("bus refused: " + refused.getName());
      }
      return message;
    }
  }

  @Override
  public void close() throws IOException {
    transport.close();
  }

  /// A signal with a destination, which dbus-java's own signals cannot have.
  private static final class Unicast extends Message {
    private record Member(String path, String face, String name) {}

    Unicast(byte endian, String to, Member member, String signature, Object... arguments)
        throws DBusException {
      super(endian, MessageTypes.SIGNAL.getId(), Flags.NO_REPLY_EXPECTED);
      List<Object> header = new ArrayList<>();
      header.add(createHeaderArgs(HeaderField.PATH, "o", member.path()));
      header.add(createHeaderArgs(HeaderField.INTERFACE, "s", member.face()));
      header.add(createHeaderArgs(HeaderField.MEMBER, "s", member.name()));
      header.add(createHeaderArgs(HeaderField.DESTINATION, "s", to));
      header.add(createHeaderArgs(HeaderField.SIGNATURE, "g", signature));
      setArgs(arguments);
      padAndMarshall(header, getSerial(), signature, arguments);
    }
  }
}
