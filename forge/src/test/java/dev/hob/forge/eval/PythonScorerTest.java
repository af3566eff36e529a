// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The Python scorer on the fixtures that [ScorerFixturesTest] reads.
class PythonScorerTest {
  private static final Path FOLDER = Path.of("accelerator");

  private record Ended(int code, String output) {}

  private static Ended python(String... arguments) throws IOException, InterruptedException {
    List<String> command = new java.util.ArrayList<>(List.of("python3"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(FOLDER.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }

  @Test
  void givesTheFixturesValues() throws IOException, InterruptedException {
    assumeTrue(Files.isDirectory(FOLDER), "not in the module's folder");
    boolean recent;
    try {
      recent = python("-c", "import sys; sys.exit(sys.version_info < (3, 10))").code() == 0;
    } catch (IOException absent) {
      recent = false;
    }
    assumeTrue(recent, "no python3 of 3.10 or newer");
    Ended ended = python("-m", "unittest", "-q", "tests.test_scorer");
    assertEquals(0, ended.code(), ended.output());
  }
}
