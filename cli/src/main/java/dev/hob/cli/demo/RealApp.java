// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A program of the system that runs until it is closed; what it prints goes to a file.
public final class RealApp implements AutoCloseable {
  private static final int LOG_END = 2_000;

  private final Process process;
  private final Path log;

  private RealApp(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /// @param environment all of it; nothing else is handed on
  static RealApp start(List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(log.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return new RealApp(builder.start(), log);
  }

  public long pid() {
    return process.pid();
  }

  public boolean isRunning() {
    return process.isAlive();
  }

  /// The end of what it printed.
  public String said() {
    try {
      String all = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
      return all.substring(Math.max(0, all.length() - LOG_END));
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public void close() {
    end(process);
  }

  /// Ends a process and waits until it has.
  static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(2, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException stop) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
