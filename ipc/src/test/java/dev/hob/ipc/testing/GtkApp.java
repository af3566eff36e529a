// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;

/// A real GLib application without a window, gone when closed.
public final class GtkApp implements AutoCloseable {
  /// Debian's own Python, which has the bindings.
  private static final String PYTHON = "/usr/bin/python3";

  private final Path script;
  private final Process process;
  private final PrivateBus bus;

  /// @param mode `named`, `unnamed`, `silent`, `hostile` or `player`
  public GtkApp(PrivateBus bus, String mode) throws IOException {
    this.bus = bus;
    script = Files.createTempFile("gtk-app", ".py");
    try (InputStream in =
        Objects.requireNonNull(GtkApp.class.getResourceAsStream("gtk-app.py"), "gtk-app.py")) {
      Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
    }
    ProcessBuilder builder =
        new ProcessBuilder(PYTHON, script.toString(), mode)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("DBUS_SESSION_BUS_ADDRESS", bus.address());
    process = builder.start();
    String first =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
    if (!"ready".equals(first)) {
      throw new IOException("the app said " + first);
    }
  }

  /// Whether this machine has a bus and the bindings.
  public static boolean isPossible() {
    try {
      return PrivateBus.isPossible()
          && new ProcessBuilder(PYTHON, "-c", "from gi.repository import Gio")
                  .redirectErrorStream(true)
                  .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                  .start()
                  .waitFor()
              == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// What the editor holds, asked by a third party.
  public String text() throws IOException {
    return call("Text");
  }

  /// Calls a method of the app's own interface with `gdbus`.
  public String call(String method, String... arguments) throws IOException {
    List<String> command =
        new java.util.ArrayList<>(
            List.of(
                "call",
                "--session",
                "--dest",
                "org.example.Editor",
                "--object-path",
                "/org/example/Editor",
                "--method",
                "org.example.Editor." + method));
    command.addAll(List.of(arguments));
    return bus.gdbus(command).strip();
  }

  public boolean alive() {
    return process.isAlive();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly().onExit().join();
    Files.delete(script);
  }
}
