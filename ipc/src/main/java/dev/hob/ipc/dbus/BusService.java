// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.dbus;

import dev.hob.ipc.problem.ProblemDocument;
import dev.hob.ipc.problem.Problems;
import dev.hob.policy.Caller;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.messages.Error;
import org.freedesktop.dbus.messages.Message;
import org.freedesktop.dbus.messages.MethodCall;
import org.freedesktop.dbus.messages.MethodReturn;
import org.freedesktop.dbus.messages.constants.Flags;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/// The connection that owns `dev.hob.Intelligence1`. One reader thread hands each call to a virtual
/// thread; one writer thread sends, so that an interrupted request can never close the connection
/// in mid-write. Calls and signals of one request keep their order in its queue.
final class BusService implements AutoCloseable {
  static final String NAME = "dev.hob.Intelligence1";
  private static final int DO_NOT_QUEUE = 4;
  private static final int PRIMARY_OWNER = 1;
  private static final Duration REPLY = Duration.ofSeconds(10);

  /// Answers calls.
  interface Calls {
    /// @return signature and arguments of the reply
    Reply answer(MethodCall call, BusService service) throws InterruptedException, DBusException;

    /// `after` runs once the reply is on its way.
    record Reply(String signature, Object[] arguments, Runnable after) {
      static Reply of(String signature, Object... arguments) {
        return new Reply(signature, arguments, () -> {});
      }
    }
  }

  /// Told who leaves.
  interface Departures {
    /// A connection left the bus; its name is never given again.
    void left(String uniqueName);

    /// This connection is ending, and nobody can be followed any more.
    void ended();
  }

  private final BusLink link;
  private final Calls calls;
  private final BusCallers callers;
  private final NameOwners owners;
  private final Departures departures;
  private final BusReplies replies = new BusReplies();
  private final BusWriter writer;

  BusService(
      BusLink link, Calls calls, BusCallers callers, NameOwners owners, Departures departures) {
    this.link = link;
    this.calls = calls;
    this.callers = callers;
    this.owners = owners;
    this.departures = departures;
    this.writer = new BusWriter(link, "hob-bus-writer");
  }

  /// Reads until the bus is gone.
  ///
  /// @param ready runs on a thread of its own once reading has begun; registers the name
  /// @throws IOException the bus is gone
  void serve(Runnable ready) throws IOException {
    writer.start();
    Thread.ofVirtual().name("hob-bus-register").start(ready);
    while (true) {
      link.read().ifPresent(this::see);
    }
  }

  /// Subscribes to what the rules need and takes the name, last of all: a caller that finds the
  /// name finds us ready.
  ///
  /// @throws IOException the name is taken, or the bus refuses
  void register() throws IOException, InterruptedException {
    try {
      String changed = "type='signal',sender='" + BusLink.BUS + "',member='NameOwnerChanged',";
      call("AddMatch", "s", changed + "arg0='" + NameOwners.SERVER + "'");
      call("AddMatch", "s", changed + "arg0namespace='" + NameOwners.BACKENDS + "'");
      call("AddMatch", "s", changed + "arg2=''");
      learnOwners();
      Object[] answer = call("RequestName", "su", NAME, new UInt32(DO_NOT_QUEUE));
      if (((UInt32) answer[0]).intValue() != PRIMARY_OWNER) {
        throw new IOException("the name " + NAME + " is taken on this bus");
      }
    } catch (DBusException e) {
      throw new IOException("registration on the bus", e);
    }
  }

  private void learnOwners() throws IOException, InterruptedException, DBusException {
    Object names = call("ListNames", null)[0];
    for (Object name :
        names instanceof Object[] array
            ? java.util.Arrays.asList(array)
            : (java.util.List<?>) names) {
      if (name instanceof String text && NameOwners.matters(text)) {
        owners.changed(text, (String) call("GetNameOwner", "s", text)[0]);
      }
    }
  }

  /// A call to the bus itself.
  ///
  /// @throws IOException it refused, or does not answer
  Object[] call(
      String member, @org.jspecify.annotations.Nullable String signature, Object... arguments)
      throws IOException, InterruptedException, DBusException {
    MethodCall call = link.busCall(member, signature, arguments);
    Message answer =
        replies
            .await(call.getSerial(), REPLY, () -> writer.send(call))
            .orElseThrow(() -> new IOException(member + ": no reply"));
    if (answer instanceof Error refused) {
      throw new IOException(member + ": " + refused.getName());
    }
    return answer.getParameters();
  }

  private void see(Message message) {
    switch (message) {
      case MethodCall call -> Thread.ofVirtual().name("hob-bus-call").start(() -> answer(call));
      case MethodReturn reply -> replies.arrived(reply);
      case Error reply -> replies.arrived(reply);
      case DBusSignal signal when "NameOwnerChanged".equals(signal.getName()) ->
          ownerChanged(signal);
      default -> {}
    }
  }

  private void ownerChanged(Message signal) {
    try {
      Object[] change = signal.getParameters();
      String name = (String) change[0];
      String now = (String) change[2];
      owners.changed(name, now);
      if (now.isEmpty() && name.startsWith(":")) {
        callers.vanished(name);
        departures.left(name);
      }
    } catch (DBusException e) {
      throw new IllegalStateException("NameOwnerChanged", e);
    }
  }

  private void answer(MethodCall call) {
    try {
      Calls.Reply reply = calls.answer(call, this);
      if ((call.getFlags() & Flags.NO_REPLY_EXPECTED) == 0) {
        writer.send(
            link.messages().createMethodReturn(null, call, signature(reply), reply.arguments()));
      }
      reply.after().run();
    } catch (UnknownMemberException e) {
      refuse(call, e.errorName(), String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | DBusException e) {
      ProblemDocument problem = Problems.of(e);
      refuse(call, problem.kind().busName(), problem.detail());
    }
  }

  private static @org.jspecify.annotations.Nullable String signature(Calls.Reply reply) {
    return reply.signature().isEmpty() ? null : reply.signature();
  }

  private void refuse(MethodCall call, String name, String message) {
    if ((call.getFlags() & Flags.NO_REPLY_EXPECTED) != 0) {
      return;
    }
    try {
      writer.send(
          link.messages().createError(call.getSource(), name, call.getSerial(), "s", message));
    } catch (DBusException e) {
      throw new IllegalStateException("an error that cannot be written", e);
    }
  }

  /// Who `uniqueName` is, as the bus says.
  Caller caller(String uniqueName) throws InterruptedException {
    return callers.find(uniqueName, this::credentials);
  }

  private Map<String, Variant<?>> credentials(String uniqueName) throws InterruptedException {
    try {
      Object answer = call("GetConnectionCredentials", "s", uniqueName)[0];
      return IntelligenceObject.dictionary(answer);
    } catch (IOException | DBusException e) {
      return Map.of();
    }
  }

  /// A signal that only `to` sees.
  void tell(
      String to, String path, String face, String member, String signature, Object... arguments) {
    try {
      writer.send(link.unicast(to, path, face, member, signature, arguments));
    } catch (DBusException e) {
      throw new IllegalStateException("a signal that cannot be written", e);
    }
  }

  /// A signal that everybody may see.
  void tellAll(String path, String face, String member, String signature, Object... arguments) {
    try {
      writer.send(link.messages().createSignal(null, path, face, member, signature, arguments));
    } catch (DBusException e) {
      throw new IllegalStateException("a signal that cannot be written", e);
    }
  }

  /// Ends the connection and everything that was asked through it.
  @Override
  public void close() {
    departures.ended();
    replies.endAll();
    writer.close();
  }
}
