// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Over real files, without a daemon.
class PolicyCommandTest {
  @TempDir Path folder;

  @Test
  void namesFileLineAndColumnOfAnUnknownKey() throws IOException {
    Path file = Files.writeString(folder.resolve("p.yaml"), "hob: 1\nfeaturs: {summarize: true}\n");
    String said = run(ExitCodes.POLICY, "policy", "check", file.toString());
    assertTrue(said.contains("p.yaml:2:1"), said);
    assertTrue(said.contains("features"), said);
  }

  @Test
  void explainsADenialByRuleAndLine() throws IOException {
    Path admin = Files.createDirectories(folder.resolve("admin"));
    Files.writeString(admin.resolve("10.yaml"), "hob: 1\nfeatures:\n  summarize: false\n");
    String said = run(0, "policy", "explain", "summarize", "--app", "org.example.App");
    assertTrue(said.contains("deny"), said);
    assertTrue(said.contains("10.yaml:3"), said);
  }

  @Test
  void explainsTheRuleOfAnActionByKeyFileAndLine() throws IOException {
    Path admin = Files.createDirectories(folder.resolve("admin"));
    Files.writeString(
        admin.resolve("10.yaml"),
        "hob: 1\nactions:\n  apps:\n    - match: {app: org.example.Timer}\n      rule: deny\n");
    String denied = run(0, "policy", "explain", "act", "--action", "org.example.Timer/start_timer");
    assertTrue(denied.contains("action: deny, by actions.apps[0]"), denied);
    assertTrue(denied.contains("10.yaml:4"), denied);
    String tainted =
        run(
            0,
            "policy",
            "explain",
            "act",
            "--action",
            "org.example.Notes/add",
            "--risk",
            "low",
            "--tainted");
    assertTrue(tainted.contains("action: confirm, by actions.tainted (default)"), tainted);
    run(ExitCodes.USAGE, "policy", "explain", "act", "--action", "start_timer");
  }

  @Test
  void showsWhereEachValueComesFrom() throws IOException {
    Path admin = Files.createDirectories(folder.resolve("admin"));
    Files.writeString(admin.resolve("10.yaml"), "hob: 1\nbudgets: {deviceTokens: 900}\n");
    String said = run(0, "policy", "show");
    assertTrue(
        said.lines().anyMatch(it -> it.contains("deviceTokens") && it.contains("10.yaml:2")), said);
  }

  private String run(int expected, String... arguments) {
    Map<String, String> environment =
        Map.of(
            "HOB_POLICY_VENDOR", folder.resolve("vendor").toString(),
            "HOB_POLICY_ADMIN", folder.resolve("admin").toString(),
            "XDG_CONFIG_HOME", folder.resolve("config").toString(),
            "XDG_STATE_HOME", folder.resolve("state").toString(),
            "HOME", folder.toString());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream screen = System.out;
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      assertEquals(expected, Hob.commandLine(environment).execute(arguments));
    } finally {
      System.setOut(screen);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
