// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A display of one's own that nobody sees: a real X server without a screen.
public final class PrivateDisplay implements AutoCloseable {
  private final Process server;
  private final String name;

  private PrivateDisplay(Process server, String name) {
    this.server = server;
    this.name = name;
  }

  /// @throws IOException it does not start
  static PrivateDisplay start() throws IOException {
    // The number of the first free display comes on standard output once it is ready.
    Process server =
        new ProcessBuilder(
                List.of(
                    "Xvfb", "-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String number =
        new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
    if (number == null || number.isBlank()) {
      RealApp.end(server);
      throw new IOException("Xvfb ended at once");
    }
    return new PrivateDisplay(server, ":" + number.strip());
  }

  /// E.g. `:99`.
  public String name() {
    return name;
  }

  @Override
  public void close() {
    RealApp.end(server);
  }
}
