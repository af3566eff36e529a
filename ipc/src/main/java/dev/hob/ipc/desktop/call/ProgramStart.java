// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.call;

import dev.hob.features.act.ActionPort.Outcome;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Starts the program of a desktop file's action, without a shell, and leaves it running. Its
/// output is nobody's.
///
/// @param command program and arguments
record ProgramStart(Launcher launcher, List<String> command) {
  /// A program that cannot start says so at once; systemd takes a moment to say it.
  private static final Duration FIRST_MOMENT = Duration.ofMillis(500);

  Outcome run(CallDeadline deadline) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(launcher.of(command))
              .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start();
      boolean ended =
          process.waitFor(deadline.leftBut(FIRST_MOMENT).toMillis(), TimeUnit.MILLISECONDS);
      return ended && process.exitValue() != 0
          ? new Outcome.Failed(command.getFirst() + " ended with exit code " + process.exitValue())
          : new Outcome.Done(Optional.empty(), Optional.empty());
    } catch (IOException e) {
      return new Outcome.Failed(command.getFirst() + " cannot be started");
    }
  }
}
