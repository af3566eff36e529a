// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.confirm;

import dev.hob.features.act.Confirmation;
import dev.hob.ipc.dbus.BusClient;
import dev.hob.ipc.dbus.BusClient.Reply.Returned;
import dev.hob.ipc.dbus.KeptBusClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Asks by a notification with two buttons. Thread-safe; several questions may stand at once.
///
/// It fails closed: no server, one without buttons, a server or a bus that goes away, a question
/// that is closed or runs out of time: none of them is a yes.
public final class NotificationConfirmation implements Confirmation {
  static final String SERVER = "org.freedesktop.Notifications";
  static final String PATH = "/org/freedesktop/Notifications";

  /// A server that is started for this question has to come up first.
  private static final Duration SERVER_LIMIT = Duration.ofSeconds(5);

  private static final int SERVERS = 8;

  private final KeptBusClient bus;

  /// What a server can do, by its unique name; it is asked once.
  private final Map<String, List<?>> capabilities = new ConcurrentHashMap<>();

  public NotificationConfirmation(KeptBusClient bus) {
    this.bus = bus;
  }

  @Override
  public Reply ask(Question question, Duration limit) throws InterruptedException {
    Optional<BusClient> client = bus.client();
    if (client.isEmpty()) {
      return Reply.CANNOT_ASK;
    }
    List<?> can = capabilities(client.get(), limit);
    if (!can.contains("actions")) {
      return Reply.CANNOT_ASK;
    }
    QuestionText text =
        QuestionText.of(question, can.contains("body-markup"), can.contains("body"));
    return new StandingQuestion(client.get(), limit).ask(text);
  }

  private List<?> capabilities(BusClient client, Duration limit) throws InterruptedException {
    Optional<String> owner = owner(client);
    if (owner.isPresent() && capabilities.containsKey(owner.get())) {
      return capabilities.getOrDefault(owner.get(), List.of());
    }
    Duration wait = limit.compareTo(SERVER_LIMIT) < 0 ? limit : SERVER_LIMIT;
    BusClient.Method ask = new BusClient.Method(SERVER, PATH, SERVER, "GetCapabilities");
    if (client.call(ask, wait, "") instanceof Returned(String sender, var type, var values)
        && !values.isEmpty()
        && values.getFirst() instanceof List<?> can) {
      if (capabilities.size() >= SERVERS) {
        capabilities.clear();
      }
      capabilities.put(sender, can);
      return can;
    }
    return List.of();
  }

  private static Optional<String> owner(BusClient client) throws InterruptedException {
    return client.callBus("GetNameOwner", "s", SERVER)
                instanceof Returned(var sender, var type, var values)
            && values.getFirst() instanceof String owner
        ? Optional.of(owner)
        : Optional.empty();
  }
}
