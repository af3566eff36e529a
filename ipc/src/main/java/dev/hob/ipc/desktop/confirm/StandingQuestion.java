// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.confirm;

import dev.hob.features.act.Confirmation.Reply;
import dev.hob.ipc.dbus.BusClient;
import dev.hob.ipc.dbus.BusClient.Reply.Returned;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/// One question on the screen. One thread asks; signals come from the connection's.
///
/// A signal may be sent by anybody, and a notification be replaced by anybody who knows its id. So
/// an answer counts only from the connection that answered our `Notify`, for our id, with a button
/// whose key nobody could guess.
final class StandingQuestion {
  private static final SecureRandom RANDOM = new SecureRandom();

  /// An answer is one of the first signals; a flood from elsewhere makes it no answer.
  private static final int MOST_SIGNALS = 256;

  private static final String BUS = "org.freedesktop.DBus";

  private final BusClient bus;
  private final long end;
  private final Duration limit;
  private final String accept = "do-" + key();
  private final String leave = "leave-" + key();
  private final BlockingQueue<BusClient.Signal> signals = new ArrayBlockingQueue<>(MOST_SIGNALS);

  /// The server or the bus is gone.
  private static final BusClient.Signal ENDED = new BusClient.Signal("", "", "", "", List.of());

  StandingQuestion(BusClient bus, Duration limit) {
    this.bus = bus;
    this.limit = limit;
    this.end = System.nanoTime() + limit.toNanos();
  }

  private static String key() {
    byte[] bytes = new byte[12];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  Reply ask(QuestionText text) throws InterruptedException {
    String server = NotificationConfirmation.SERVER;
    String changed =
        "type='signal',sender='" + BUS + "',member='NameOwnerChanged',arg0='" + server + "'";
    try (BusClient.Listening answers =
            bus.listen("type='signal',interface='" + server + "'", server, this::heard);
        BusClient.Listening owners = bus.listen(changed, BUS, this::heard);
        BusClient.Listening connection = bus.whenEnded(() -> heard(ENDED))) {
      return bus.call(method("Notify"), left(), "susssasa{sv}i", notification(text))
                  instanceof Returned(String sender, var type, List<Object> values)
              && values.getFirst() instanceof Long id
          ? await(sender, id)
          : Reply.NO_ANSWER;
    }
  }

  private void heard(BusClient.Signal signal) {
    if (!signals.offer(signal)) {
      signals.clear();
      signals.add(ENDED);
    }
  }

  private Object[] notification(QuestionText text) {
    Map<String, Variant<?>> hints =
        Map.of(
            "urgency", new Variant<>((byte) 1, "y"),
            "transient", new Variant<>(true, "b"),
            "desktop-entry", new Variant<>("dev.hob.Hob", "s"));
    int expire = (int) Math.min(Integer.MAX_VALUE, limit.toMillis());
    return new Object[] {
      "Hob",
      new UInt32(0),
      "dev.hob.Hob",
      text.title(),
      text.body(),
      new String[] {accept, "Do it", leave, "Leave it"},
      hints,
      expire
    };
  }

  private Reply await(String server, long id) throws InterruptedException {
    boolean open = true;
    try {
      while (true) {
        BusClient.Signal signal = signals.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (signal == null) {
          return Reply.NO_ANSWER;
        }
        if (signal.equals(ENDED) || ownerLeft(signal, server)) {
          open = false;
          return Reply.NO_ANSWER;
        }
        if (signal.sender().equals(server)
            && !signal.values().isEmpty()
            && signal.values().getFirst().equals(id)) {
          switch (signal.name()) {
            case "ActionInvoked" -> {
              if (signal.values().size() == 2 && signal.values().get(1).equals(accept)) {
                return Reply.ACCEPTED;
              }
              if (signal.values().size() == 2 && signal.values().get(1).equals(leave)) {
                return Reply.REFUSED;
              }
            }
            case "NotificationClosed" -> {
              open = false;
              return Reply.NO_ANSWER;
            }
            default -> {}
          }
        }
      }
    } finally {
      if (open) {
        close(id);
      }
    }
  }

  private static boolean ownerLeft(BusClient.Signal signal, String server) {
    return signal.name().equals("NameOwnerChanged")
        && signal.sender().equals(BUS)
        && signal.values().size() == 3
        && !signal.values().get(2).equals(server);
  }

  /// What was answered, or is too late, must not stay on the screen. Nobody waits for it: the
  /// answer is known, and the asking thread may be interrupted.
  private void close(long id) {
    bus.tell(method("CloseNotification"), "u", new UInt32(id));
  }

  private static BusClient.Method method(String name) {
    return new BusClient.Method(
        NotificationConfirmation.SERVER,
        NotificationConfirmation.PATH,
        NotificationConfirmation.SERVER,
        name);
  }

  private Duration left() {
    return Duration.ofNanos(Math.max(1_000_000, end - System.nanoTime()));
  }
}
