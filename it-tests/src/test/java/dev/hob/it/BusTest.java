// SPDX-License-Identifier: Apache-2.0
package dev.hob.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.cli.demo.PrivateBus;
import dev.hob.client.PrivateHob;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A real `dbus-daemon`, `gdbus` and `notify-send` as other programs would use them.
class BusTest {
  private static final String NAME = "dev.hob.Intelligence1";
  private static final String PATH = "/dev/hob/Intelligence1";

  private static PrivateBus bus;
  private static PrivateHob hob;

  @BeforeAll
  static void start() throws Exception {
    Hobs.assumePackaged();
    Hobs.assumeInstalled("dbus-daemon");
    Hobs.assumeInstalled("gdbus");
    bus = PrivateBus.start().orElseThrow();
    hob = Hobs.start(Map.of("DBUS_SESSION_BUS_ADDRESS", bus.address()));
    Command waited = gdbus("wait", "--timeout", "20", NAME);
    assertEquals(0, waited.exitCode(), waited.output() + hob.logTail());
  }

  @AfterAll
  static void stop() throws Exception {
    if (hob != null) {
      hob.close();
    }
    if (bus != null) {
      bus.close();
    }
  }

  @Test
  void introspectsWithItsMethodsPropertiesAndSignal() throws Exception {
    String shown = gdbus("introspect", "--dest", NAME, "--object-path", PATH).output();
    for (String member :
        List.of(
            "Summarize(",
            "Proofread(",
            "Digest(",
            "Act(",
            "SummarizeText(",
            "DigestReady(",
            "Version",
            "Availability")) {
      assertTrue(shown.contains(member), member + " in\n" + shown);
    }
  }

  @Test
  void summarizesAShortTextInOneCall() throws Exception {
    Command call = call("SummarizeText", "The review moved to 15:30. Anna Berg brings the slides.");
    assertEquals(0, call.exitCode(), call.output() + hob.logTail());
    assertTrue(call.output().length() > 10, call.output());
  }

  @Test
  void answersThroughARequestObject() throws Exception {
    Command call =
        call("Summarize", "{\"text\": \"The review moved. Anna brings the slides.\"}", "{}");
    assertEquals(0, call.exitCode(), call.output());
    assertTrue(call.output().contains("/dev/hob/Intelligence1/request/"), call.output());
  }

  @Test
  void namesAProblemAsADBusError() throws Exception {
    Command call = call("SummarizeText", "");
    assertTrue(call.exitCode() != 0, call.output());
    assertTrue(call.output().contains("dev.hob.Error.InvalidInput"), call.output());
  }

  @Test
  void seesWhatRealProgramsSendAndKeepsPassingThingsOut() throws Exception {
    Hobs.assumeInstalled("notify-send");
    send("--app-name=Chat", "--", "Anna Berg", "The review moved to <b>15:30</b>.");
    send("--app-name=Music", "--hint=boolean:transient:true", "--", "Now playing", "A song");
    send("--app-name=Chat", "--urgency=critical", "--", "Power", "The battery is at 4 percent.");
    await().atMost(20, TimeUnit.SECONDS).until(() -> inbox().toString().contains("4 percent"));
    assertTrue(inbox().toString().contains("Anna Berg"), inbox().toString());
    assertFalse(inbox().toString().contains("Now playing"), inbox().toString());

    ObjectNode body = new ObjectMapper().createObjectNode();
    ObjectNode input = body.putObject("input");
    input.set("notifications", inbox());
    input.put("now", inbox().get(inbox().size() - 1).path("time").asText());
    JsonNode digest = hob.client().post("/v1/digest", body);
    JsonNode first = digest.at("/output/groups/0");
    assertEquals("high", first.path("priority").asText(), digest.toString());
    assertTrue(first.path("summary").asText().contains("4 percent"), digest.toString());
    assertFalse(digest.toString().contains("<b>"), digest.toString());
  }

  private static JsonNode inbox() {
    return hob.client().get("/v1/inbox").path("notifications");
  }

  private static void send(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("notify-send"));
    command.addAll(List.of(arguments));
    Command sent = Command.run(environment(), command);
    assertEquals(0, sent.exitCode(), sent.output());
  }

  private static Command call(String method, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "call", "--dest", NAME, "--object-path", PATH, "--method", NAME + "." + method));
    command.addAll(List.of(arguments));
    return gdbus(command.toArray(String[]::new));
  }

  private static Command gdbus(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("gdbus", arguments[0], "--session"));
    command.addAll(List.of(arguments).subList(1, arguments.length));
    return Command.run(environment(), command);
  }

  private static Map<String, String> environment() {
    return Map.of("DBUS_SESSION_BUS_ADDRESS", bus.address());
  }
}
