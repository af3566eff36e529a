// SPDX-License-Identifier: Apache-2.0
package dev.hob.it.desktop;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.client.HobException;
import dev.hob.client.PrivateHob;
import dev.hob.it.Hobs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The whole way: a person's words, a real daemon, a real program, a real click.
class ActOnDesktopTest {
  private static RealDesktop real;
  private static PrivateHob hob;
  private static Path letter;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @BeforeAll
  static void start() throws Exception {
    Hobs.assumePackaged();
    real = RealDesktop.start("mousepad", "gnome-calculator");
    letter = Files.writeString(real.folder().resolve("letter.txt"), "hello hob\n");
    real.run("mousepad", letter.toString());
    real.run("gnome-calculator");
    hob =
        Hobs.start(
            Map.of(
                "DBUS_SESSION_BUS_ADDRESS",
                real.busAddress(),
                "DISPLAY",
                real.environment().get("DISPLAY")));
    real.awaitWindow("letter.txt");
    real.awaitWindow("Calculator");
    await()
        .atMost(RealDesktop.PATIENCE)
        .until(() -> chosen("turn on word wrap in mousepad").contains("word-wrap"));
    await()
        .atMost(RealDesktop.PATIENCE)
        .until(() -> chosen("close the calculator").contains("win.close"));
  }

  @AfterAll
  static void stop() throws Exception {
    if (hob != null) {
      hob.close();
    }
    if (real != null) {
      real.close();
    }
  }

  @Test
  void whatMayBePutBackIsDoneAtOnceReadBackAndUndone() throws Exception {
    JsonNode answer = act("turn on word wrap in mousepad");
    assertEquals("done", answer.at("/output/done/state").asText(), answer.toString());
    assertEquals(
        "app.preferences.view.word-wrap", answer.at("/output/done/changed/state").asText());
    assertTrue(answer.at("/output/done/changed/after").asBoolean(), answer.toString());

    ObjectNode undo = JsonNodeFactory.instance.objectNode();
    undo.putObject("input").put("undo", answer.path("id").asText());
    JsonNode undone = hob.client().post("/v1/act", undo);
    assertFalse(undone.at("/output/done/changed/after").asBoolean(true), undone.toString());
  }

  @Test
  void aChangeOfTheTextWaitsForAClick() throws Exception {
    Future<JsonNode> refused = threads.submit(() -> act("convert the text to uppercase"));
    real.clickNotification("Leave it", refused);
    assertEquals("refused", refused.get().at("/output/done/state").asText());

    Future<JsonNode> done = threads.submit(() -> act("convert the text to uppercase"));
    real.clickNotification("Do it", done);
    JsonNode answer = done.get();
    assertEquals("done", answer.at("/output/done/state").asText(), answer.toString());
    assertEquals("win.edit.undo", answer.at("/output/done/undo/action").asText());

    Future<JsonNode> saved = threads.submit(() -> act("save all documents in this window"));
    real.clickNotification("Do it", saved);
    assertEquals("done", saved.get().at("/output/done/state").asText(), saved.get().toString());
    await()
        .atMost(RealDesktop.PATIENCE)
        .until(() -> Files.readString(letter).equals("Hello hob\n"));
  }

  @Test
  void nobodyIsAskedWhereTheCallerCannotWait() throws Exception {
    ObjectNode body = request("convert the text to uppercase");
    ((ObjectNode) body.path("options")).put("confirm", "never");
    String problem;
    try {
      problem = hob.client().post("/v1/act", body).toString();
    } catch (HobException needs) {
      problem = String.valueOf(needs.getMessage());
    }
    assertTrue(problem.contains("consent"), problem);
  }

  @Test
  void statusNamesTheAppsAndTheAuditEachAct() throws Exception {
    act("what is the weather");
    JsonNode status = hob.client().get("/v1/status");
    assertTrue(
        status.path("actions").toString().contains("Mousepad"), status.path("actions").toString());
    await().atMost(RealDesktop.PATIENCE).until(() -> audit().contains("\"act\""));
    assertFalse(audit().contains("weather"), "never content");
  }

  private static String audit() throws IOException {
    StringBuilder all = new StringBuilder();
    try (var files = Files.walk(hob.folder().resolve("state"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }

  private static JsonNode act(String utterance) {
    return hob.client().post("/v1/act", request(utterance));
  }

  /// What would be called.
  private static String chosen(String utterance) {
    ObjectNode body = request(utterance);
    ((ObjectNode) body.path("options")).put("execute", false);
    return hob.client().post("/v1/act", body).at("/output/call/action").asText();
  }

  private static ObjectNode request(String utterance) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putObject("input").put("utterance", utterance);
    body.putObject("options").put("method", "helper").put("confirmWithin", 60_000);
    return body;
  }
}
