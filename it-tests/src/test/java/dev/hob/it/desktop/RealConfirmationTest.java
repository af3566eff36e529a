// SPDX-License-Identifier: Apache-2.0
package dev.hob.it.desktop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hob.features.act.Action;
import dev.hob.features.act.Confirmation.Question;
import dev.hob.features.act.Confirmation.Reply;
import dev.hob.ipc.dbus.KeptBusClient;
import dev.hob.ipc.desktop.confirm.NotificationConfirmation;
import dev.hob.policy.ActionRules.Risk;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The question as dunst shows it, answered with the mouse.
class RealConfirmationTest {
  private static RealDesktop real;
  private static KeptBusClient client;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @BeforeAll
  static void start() throws Exception {
    real = RealDesktop.start();
    client = new KeptBusClient(() -> Optional.of(real.busAddress()));
  }

  @AfterAll
  static void stop() throws Exception {
    if (client != null) {
      client.close();
    }
    if (real != null) {
      real.close();
    }
  }

  @Test
  void isAcceptedByAClick() throws Exception {
    Future<Reply> reply = ask(Duration.ofSeconds(60));
    real.clickNotification("Do it", reply);
    assertEquals(Reply.ACCEPTED, reply.get());
  }

  @Test
  void isRefusedByAClick() throws Exception {
    Future<Reply> reply = ask(Duration.ofSeconds(60));
    real.clickNotification("Leave it", reply);
    assertEquals(Reply.REFUSED, reply.get());
  }

  @Test
  void nobodyClicksAndThatIsNoAnswer() throws Exception {
    assertEquals(Reply.NO_ANSWER, ask(Duration.ofSeconds(2)).get());
  }

  private Future<Reply> ask(Duration limit) {
    return threads.submit(() -> new NotificationConfirmation(client).ask(question(), limit));
  }

  private static Question question() {
    return new Question(
        "q",
        "gedit",
        new Action(
            "org.example.Mail",
            "Mail",
            "send",
            "Send the message",
            JsonNodeFactory.instance.objectNode(),
            Risk.HIGH,
            Action.Effect.CHANGE,
            true,
            Optional.empty(),
            Action.Origin.MANIFEST),
        JsonNodeFactory.instance.objectNode().put("to", "Anna & Tom"),
        List.of("to"));
  }
}
