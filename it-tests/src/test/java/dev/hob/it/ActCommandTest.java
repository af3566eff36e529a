// SPDX-License-Identifier: Apache-2.0
package dev.hob.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hob.cli.demo.PrivateDesktop;
import dev.hob.client.PrivateHob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// `hob act` and `hob actions` as a person types them, in a real editor, on a desktop where nobody
/// answers.
class ActCommandTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String CAPITALS = "convert the text to uppercase";

  private static PrivateDesktop desktop;
  private static PrivateHob hob;

  @BeforeAll
  static void start() throws Exception {
    Hobs.assumePackaged();
    Optional<String> missing = PrivateDesktop.missing("mousepad");
    assumeTrue(missing.isEmpty(), () -> missing.orElse("") + " is not installed");
    desktop = PrivateDesktop.start();
    Path letter = Files.writeString(desktop.folder().resolve("letter.txt"), "hello hob\n");
    desktop.run("mousepad", letter.toString());
    Path admin = Files.createDirectories(desktop.folder().resolve("policy"));
    Files.writeString(
        admin.resolve("10.yaml"),
        """
        hob: 1
        actions:
          apps:
            - match: {app: org.xfce.mousepad, action: win.edit.convert.to-lower*}
              rule: deny
        """);
    hob =
        Hobs.start(
            Map.of(
                "DBUS_SESSION_BUS_ADDRESS",
                desktop.busAddress(),
                "HOB_POLICY_ADMIN",
                admin.toString()));
    await()
        .atMost(PATIENCE)
        .until(() -> hob("actions", "--app", "mousepad").output().contains("to-uppercase"));
  }

  @AfterAll
  static void stop() throws Exception {
    if (hob != null) {
      hob.close();
    }
    if (desktop != null) {
      desktop.close();
    }
  }

  @Test
  void listsTheActionsOfAnAppWithWhatPolicySays() throws Exception {
    Command list = hob("actions", "--app", "mousepad");
    assertEquals(0, list.exitCode(), list.output());
    String capitals =
        list.output().lines().filter(line -> line.contains("to-uppercase")).findFirst().orElse("");
    assertTrue(capitals.contains("medium risk, asks you"), list.output());
    JsonNode json = new ObjectMapper().readTree(hob("actions", "--json").output());
    assertTrue(json.path("actions").size() > 20, json.toString());
  }

  @Test
  void doesWhatMayBeDoneTellsWhatChangedAndTakesItBack() throws Exception {
    Command done = act("turn on word wrap in mousepad");
    assertEquals(0, done.exitCode(), done.output());
    assertTrue(done.output().contains("done, as policy allows"), done.output());
    assertTrue(done.output().contains("false → true"), done.output());
    Command back = hob("act", "--undo");
    assertEquals(0, back.exitCode(), back.output());
    assertTrue(back.output().contains("true → false"), back.output());
    assertEquals(66, hob("act", "--undo", "nothing-of-ours").exitCode());
  }

  @Test
  void doesNothingWithoutAYesAndTakesOneFromTheTerminal() throws Exception {
    // Nobody clicks; where no notification server is installed, nobody can be asked.
    Command nobody = act(CAPITALS, "--wait", "1");
    assertTrue(List.of(1, 77).contains(nobody.exitCode()), nobody.output());
    assertFalse(nobody.output().contains("done, as"), nobody.output());

    Command chosen = act(CAPITALS, "--dry-run");
    assertEquals(0, chosen.exitCode(), chosen.output());
    assertTrue(chosen.output().contains("not done: only chosen"), chosen.output());

    Command done = act(CAPITALS, "--yes");
    assertEquals(0, done.exitCode(), done.output());
    assertTrue(done.output().contains("done, as you said here"), done.output());
    await().atMost(PATIENCE).until(() -> audit().contains("\"confirmed\":\"caller\""));
    assertFalse(audit().contains(CAPITALS), "an utterance in " + audit());
  }

  @Test
  void anAdminsNoIsNamedWithItsFileAndLine() throws Exception {
    Command denied = act("convert the text to lowercase", "--yes");
    assertEquals(77, denied.exitCode(), denied.output());
    assertTrue(denied.output().contains("actions.apps[0]"), denied.output());
    assertTrue(denied.output().contains("10.yaml:4"), denied.output());
  }

  @Test
  void endsWithOneWhereNothingWasDone() throws Exception {
    Command joke = act("tell me a joke");
    assertEquals(1, joke.exitCode(), joke.output());
    assertEquals(64, hob("act").exitCode());
  }

  private static Command act(String words, String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("act", "--method", "helper"));
    arguments.addAll(List.of(options));
    arguments.addAll(List.of(words.split(" ")));
    return hob(arguments.toArray(String[]::new));
  }

  private static Command hob(String... arguments) throws Exception {
    return CommandLineTest.cli(Map.of("HOB_SOCKET", hob.socket().toString()), arguments);
  }

  private static String audit() throws IOException {
    StringBuilder all = new StringBuilder();
    try (var files = Files.walk(hob.folder().resolve("state/hob/audit"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }
}
