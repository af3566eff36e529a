// SPDX-License-Identifier: Apache-2.0
package dev.hob.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A program run to its end.
///
/// @param output standard output and error together
record Command(int exitCode, String output) {
  static Command run(Map<String, String> extra, List<String> command)
      throws IOException, InterruptedException {
    return run(Hobs.ROOT, extra, command);
  }

  static Command run(Path folder, Map<String, String> extra, List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(folder.toFile());
    builder.environment().putAll(extra);
    builder.redirectInput(Path.of("/dev/null").toFile());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException(command + " did not end:\n" + output);
    }
    return new Command(process.exitValue(), output);
  }
}
