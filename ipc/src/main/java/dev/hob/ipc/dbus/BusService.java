// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.dbus;

import dev.hob.ipc.problem.ProblemDocument;
import dev.hob.ipc.problem.Problems;
import dev.hob.policy.Caller;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
  private static final int OUTGOING = 512;
  private static final long REPLY_SECONDS = 10;

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

  private final BusLink link;
  private final Calls calls;
  private final BusCallers callers;
  private final NameOwners owners;
  private final BusRequests requests;
  private final BlockingQueue<Message> outgoing = new ArrayBlockingQueue<>(OUTGOING);
  private final Map<Long, CompletableFuture<Message>> replies = new ConcurrentHashMap<>();
  private final Thread writer;

  BusService(
      BusLink link, Calls calls, BusCallers callers, NameOwners owners, BusRequests requests) {
    this.link = link;
    this.calls = calls;
    this.callers = callers;
    this.owners = owners;
    this.requests = requests;
    this.writer = Thread.ofPlatform().name("hob-bus-writer").daemon().unstarted(this::writeAll);
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
    CompletableFuture<Message> reply = new CompletableFuture<>();
    replies.put(call.getSerial(), reply);
    try {
      send(call);
      Message answer = reply.get(REPLY_SECONDS, TimeUnit.SECONDS);
      if (answer instanceof Error refused) {
        throw new IOException(member + ": " + refused.getName());
      }
      return answer.getParameters();
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(member, e);
    } finally {
      replies.remove(call.getSerial());
    }
  }

  private void see(Message message) {
    switch (message) {
      case MethodCall call -> Thread.ofVirtual().name("hob-bus-call").start(() -> answer(call));
      case MethodReturn reply -> arrived(reply);
      case Error reply -> arrived(reply);
      case DBusSignal signal when "NameOwnerChanged".equals(signal.getName()) ->
          ownerChanged(signal);
      default -> {}
    }
  }

  private void arrived(Message reply) {
    Optional.ofNullable(replies.remove(reply.getReplySerial())).ifPresent(f -> f.complete(reply));
  }

  private void ownerChanged(Message signal) {
    try {
      Object[] change = signal.getParameters();
      String name = (String) change[0];
      String now = (String) change[2];
      owners.changed(name, now);
      if (now.isEmpty() && name.startsWith(":")) {
        callers.vanished(name);
        requests.vanished(name);
      }
    } catch (DBusException e) {
      throw new IllegalStateException("NameOwnerChanged", e);
    }
  }

  private void answer(MethodCall call) {
    try {
      Calls.Reply reply = calls.answer(call, this);
      if ((call.getFlags() & Flags.NO_REPLY_EXPECTED) == 0) {
        send(link.messages().createMethodReturn(null, call, signature(reply), reply.arguments()));
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
      send(link.messages().createError(call.getSource(), name, call.getSerial(), "s", message));
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
      send(link.unicast(to, path, face, member, signature, arguments));
    } catch (DBusException e) {
      throw new IllegalStateException("a signal that cannot be written", e);
    }
  }

  /// A signal that everybody may see.
  void tellAll(String path, String face, String member, String signature, Object... arguments) {
    try {
      send(link.messages().createSignal(null, path, face, member, signature, arguments));
    } catch (DBusException e) {
      throw new IllegalStateException("a signal that cannot be written", e);
    }
  }

  /// Blocks while the bus takes nothing; a message of a request that is being cancelled is dropped.
  private void send(Message message) {
    try {
      outgoing.put(message);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void writeAll() {
    try {
      while (true) {
        link.write(outgoing.take());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      closeLink();
    }
  }

  private void closeLink() {
    try {
      link.close();
    } catch (IOException e) {
      // The reader meets the same end.
    }
  }

  /// Ends the connection and everything that was asked through it.
  @Override
  public void close() {
    requests.cancelAll();
    writer.interrupt();
    closeLink();
  }
}
