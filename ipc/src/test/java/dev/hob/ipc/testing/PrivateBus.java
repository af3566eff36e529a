// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A real `dbus-daemon` of its own, gone when closed.
public final class PrivateBus implements AutoCloseable {
  private final Path folder;
  private final Process daemon;
  private final String address;

  public PrivateBus() throws IOException {
    folder = Files.createTempDirectory("hob-bus");
    daemon =
        new ProcessBuilder(
                "dbus-daemon",
                "--session",
                "--nofork",
                "--nopidfile",
                "--address=unix:path=" + folder.resolve("bus"),
                "--print-address=1")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(daemon.getInputStream(), StandardCharsets.UTF_8));
    address = out.readLine();
  }

  /// Whether this machine has the programs that such a test needs.
  public static boolean isPossible() {
    return Stream.of("dbus-daemon", "gdbus").allMatch(PrivateBus::onPath);
  }

  private static boolean onPath(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  public String address() {
    return address;
  }

  /// Runs `gdbus` on this bus.
  ///
  /// @return what it printed, errors included
  public String gdbus(List<String> arguments) throws IOException {
    List<String> command = new java.util.ArrayList<>(List.of("gdbus"));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("DBUS_SESSION_BUS_ADDRESS", address);
    Process process = builder.start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /// Starts `gdbus` and leaves it running; what it prints goes to `out`.
  public Process follow(List<String> arguments, Path out) throws IOException {
    List<String> command = new java.util.ArrayList<>(List.of("gdbus"));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
    builder.environment().put("DBUS_SESSION_BUS_ADDRESS", address);
    return builder.start();
  }

  /// Ends the bus while others are still on it.
  public void stop() {
    daemon.destroy();
    daemon.onExit().join();
  }

  @Override
  public void close() throws IOException {
    stop();
    Files.deleteIfExists(folder.resolve("bus"));
    Files.delete(folder);
  }
}
