// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The Python side's own checks: its scorer on the fixtures that [ScorerFixturesTest] reads, and
/// training with a tiny shape where PyTorch is installed. The script says what it skips, and why.
class AcceleratorTest {
  private static final Path FOLDER = Path.of("accelerator");

  @Test
  void passesItsOwnChecks() throws IOException, InterruptedException {
    assumeTrue(Files.isDirectory(FOLDER), "not run from the module's folder");
    Process check =
        new ProcessBuilder("sh", "check.sh")
            .directory(FOLDER.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, check.waitFor(), output);
    output.lines().filter(line -> line.contains("skipped")).forEach(System.out::println);
  }
}
