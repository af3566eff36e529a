// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class HobTest {
  @TempDir Path folder;

  private final StringWriter said = new StringWriter();

  @Test
  void everyCommandHasHelpAndADescription() {
    CommandLine root = Hob.commandLine(Map.of());
    assertTrue(root.getSubcommands().size() >= 10, root.getSubcommands().keySet().toString());
    root.getSubcommands()
        .forEach((name, command) -> {
          assertTrue(command.getCommandSpec().usageMessage().description().length > 0, name);
          assertTrue(
              name.equals("help") || command.getCommandSpec().optionsMap().containsKey("--help"),
              name);
        });
  }

  @Test
  void endsWith64WhenTheCommandIsNotUnderstood() {
    assertEquals(64, run("summarise"));
    assertEquals(64, run("summarize", "--wrods", "3"));
    assertEquals(64, run("adapter", "activate", "only-a-name"));
    assertEquals(64, run("rewrite", "a.txt"));
    assertEquals(64, run("rewrite", "a.txt", "--style", "rude"));
    assertEquals(64, run("rewrite", "a.txt", "--style", "proofread", "--strength", "2"));
    assertEquals(64, run("prioritize", "a.json"));
  }

  @Test
  void endsWith69AndSaysHowToStartHobWhenNoneRuns() throws IOException {
    Path text = Files.writeString(folder.resolve("t.txt"), "A text.");
    assertEquals(69, run("summarize", text.toString()));
    assertTrue(said.toString().contains("hob serve"), said.toString());
  }

  @Test
  void endsWith65WhenTheFileIsNotUtf8() throws IOException {
    Path bytes = Files.write(folder.resolve("t.txt"), new byte[] {(byte) 0xc3, 0x28});
    assertEquals(65, run("proofread", bytes.toString()));
  }

  @Test
  void endsWith65AndAPlaceWhenTheDigestFileIsNotJson() throws IOException {
    Path text = Files.writeString(folder.resolve("t.json"), "{\"notifications\": [,]}");
    assertEquals(65, run("digest", text.toString()));
    assertEquals(65, run("prioritize", "--file", text.toString()));
    assertTrue(said.toString().contains("line 1, column"), said.toString());
  }

  private int run(String... arguments) {
    Path nobody = folder.resolve("none.sock");
    CommandLine line = Hob.commandLine(Map.of("HOB_SOCKET", nobody.toString()));
    line.setErr(new PrintWriter(said, true));
    return line.execute(arguments);
  }
}
