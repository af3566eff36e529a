// SPDX-License-Identifier: Apache-2.0
package dev.hob.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hob.client.PrivateHob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The official `openai` client of npm, over the Unix socket.
class OpenAiClientTest {
  private static final Path SOURCES = Hobs.ROOT.resolve("it-tests/src/test/node");
  private static final Path FOLDER = Hobs.ROOT.resolve("it-tests/target/node");

  @Test
  void listsModelsCompletesStreamsAndRefusesByName() throws Exception {
    install();
    try (PrivateHob hob = Hobs.start()) {
      Command node =
          Command.run(
              FOLDER,
              Map.of("HOB_SOCKET", hob.socket().toString()),
              List.of("node", "openai-client.mjs"));
      assertEquals(0, node.exitCode(), node.output() + hob.logTail());
      JsonNode seen = new ObjectMapper().readTree(node.output());
      assertTrue(seen.path("models").toString().contains("hob/summarize"), node.output());
      assertTrue(!seen.path("whole").asText().isBlank(), node.output());
      assertEquals(seen.path("whole"), seen.path("streamed"), node.output());
      assertTrue(seen.path("refused").asText().contains("logprobs"), node.output());
      assertEquals(404, seen.path("unknownModel").asInt(), node.output());
    }
  }

  private static void install() throws IOException, InterruptedException {
    Hobs.assumePackaged();
    Hobs.assumeInstalled("node");
    Hobs.assumeInstalled("npm");
    Files.createDirectories(FOLDER);
    try (Stream<Path> files = Files.list(SOURCES)) {
      for (Path file : files.toList()) {
        Path target = FOLDER.resolve(file.getFileName().toString());
        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Command npm =
        Command.run(
            FOLDER, Map.of(), List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
    assumeTrue(npm.exitCode() == 0, "npm cannot install the openai client: " + npm.output());
  }
}
