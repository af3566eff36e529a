// SPDX-License-Identifier: Apache-2.0
package dev.hob.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hob.client.PrivateHob;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The `hob` command in a process of its own, and the demo whole.
class CommandLineTest {
  @TempDir Path folder;

  @Test
  void summarizesAFileAndPrintsTheWholeAnswerAsJson() throws Exception {
    Path text = Files.writeString(folder.resolve("t.txt"), "The review moved. Anna brings slides.");
    try (PrivateHob hob = Hobs.start()) {
      Command plain = hob(hob, "summarize", text.toString());
      assertEquals(0, plain.exitCode(), plain.output());
      Command json = hob(hob, "summarize", "--json", text.toString());
      assertEquals("device", new ObjectMapper().readTree(json.output()).path("place").asText());
      Command status = hob(hob, "status");
      assertTrue(status.output().contains("bits a weight"), status.output());
    }
  }

  @Test
  void findsNothingToTellInAnEmptyInbox() throws Exception {
    try (PrivateHob hob = Hobs.start()) {
      Command plain = hob(hob, "digest");
      assertEquals(0, plain.exitCode(), plain.output());
      assertTrue(plain.output().contains("no notification"), plain.output());
      Command json = hob(hob, "digest", "--json");
      assertTrue(
          new ObjectMapper().readTree(json.output()).at("/output/groups").isEmpty(), json.output());
    }
  }

  @Test
  void listsAdaptersAndRefusesAFolderThatIsNone() throws Exception {
    Path empty = Files.createDirectory(folder.resolve("nothing"));
    try (PrivateHob hob = Hobs.start()) {
      Command list = hob(hob, "adapter", "list");
      assertTrue(list.output().contains("summarize"), list.output());
      assertTrue(list.output().contains("proofread"), list.output());
      Command install = hob(hob, "adapter", "install", empty.toString());
      assertEquals(65, install.exitCode(), install.output());
      assertTrue(install.output().contains("manifest.json"), install.output());
    }
  }

  @Test
  void installsAPeftFolderUnchangedAndSwitchesBackAndForth() throws Exception {
    Path embedded = embeddedAdapter("summarize");
    Path peft = Files.createDirectory(folder.resolve("peft"));
    for (String file : List.of("adapter_config.json", "adapter_model.safetensors")) {
      Files.copy(embedded.resolve(file), peft.resolve(file));
    }
    try (PrivateHob hob = Hobs.start()) {
      Command install =
          hob(
              hob,
              "adapter",
              "install",
              peft.toString(),
              "--role",
              "summarize",
              "--name",
              "mine",
              "--base",
              "hob-embedded-s");
      assertEquals(0, install.exitCode(), install.output() + hob.logTail());
      Command list = hob(hob, "adapter", "list");
      assertTrue(list.output().contains("mine"), list.output());
      Command verify = hob(hob, "adapter", "verify", "mine");
      assertEquals(0, verify.exitCode(), verify.output());
    }
  }

  @Test
  void playsTheDemoToItsEndAndLeavesNothingBehind() throws Exception {
    Hobs.assumePackaged();
    Map<String, String> environment = new HashMap<>(Hobs.environment());
    environment.put("HOB_HOBD", Hobs.SCRIPT.toString());
    environment.put("TMPDIR", folder.toString());
    Command demo = cli(environment, "-Djava.io.tmpdir=" + folder, "demo");
    assertEquals(0, demo.exitCode(), demo.output());
    assertTrue(demo.output().contains("What Hob makes of it"), demo.output());
    assertTrue(demo.output().contains("Battery at 6 percent"), demo.output());
    assertTrue(
        !demo.output().contains("493 817") || !digestOf(demo).contains("493"), demo.output());
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(), left.filter(it -> it.toString().contains("hob-")).toList());
    }
  }

  private static String digestOf(Command demo) {
    String output = demo.output();
    int from = output.indexOf("What Hob makes of it");
    return output.substring(from, output.indexOf("A text, and its summary"));
  }

  private static Path embeddedAdapter(String role) throws Exception {
    Path adapter = Hobs.BUNDLES.resolve("adapters").resolve(role);
    return adapter.resolve(Files.readString(adapter.resolve("active")).strip());
  }

  static Command hob(PrivateHob hob, String... arguments) throws Exception {
    return cli(Map.of("HOB_SOCKET", hob.socket().toString()), arguments);
  }

  /// The command's own, as the launcher has it.
  private static String classPath() throws Exception {
    Path target = Hobs.ROOT.resolve("cli/target");
    return Files.readString(target.resolve("classpath")).strip()
        + File.pathSeparator
        + target.resolve("classes");
  }

  static Command cli(Map<String, String> environment, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath()));
    List<String> given = new ArrayList<>(List.of(arguments));
    if (given.getFirst().startsWith("-D")) {
      command.add(given.removeFirst());
    }
    command.add("dev.hob.cli.Hob");
    command.addAll(given);
    return Command.run(environment, command);
  }
}
