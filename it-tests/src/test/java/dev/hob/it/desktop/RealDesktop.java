// SPDX-License-Identifier: Apache-2.0
package dev.hob.it.desktop;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hob.cli.demo.PrivateDesktop;
import dev.hob.cli.demo.RealApp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;

/// A real desktop without a screen: Xvfb, a private `dbus-daemon`, dunst as its notification
/// server, and whatever programs a test starts. Nothing is left behind.
///
/// A click on a notification opens dunst's menu of its buttons; a stand-in for dmenu then picks the
/// line that the test wants.
final class RealDesktop implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private final PrivateDesktop desktop;

  private RealDesktop(PrivateDesktop desktop) {
    this.desktop = desktop;
  }

  /// Skips the test, and says why, where a program is not installed.
  static RealDesktop start(String... programs) throws IOException, InterruptedException {
    List<String> needed = new ArrayList<>(List.of("dunst", "xdotool"));
    needed.addAll(List.of(programs));
    Optional<String> missing = PrivateDesktop.missing(needed.toArray(String[]::new));
    assumeTrue(missing.isEmpty(), () -> missing.orElse("") + " is not installed");
    RealDesktop started = new RealDesktop(PrivateDesktop.start());
    started.startDunst();
    return started;
  }

  private void startDunst() throws IOException, InterruptedException {
    Path menu = desktop.folder().resolve("menu.sh");
    Files.writeString(
        menu,
        """
        #!/bin/sh
        exec grep -m1 "$(cat '%s')"
        """
            .formatted(picked()));
    Files.setPosixFilePermissions(menu, PosixFilePermissions.fromString("rwx------"));
    Path settings = desktop.folder().resolve("dunstrc");
    Files.writeString(
        settings,
        """
        [global]
            dmenu = %s
            mouse_left_click = context
            markup = full
            icon_position = off
            format = "<b>%%s</b>\\n%%b"
        """
            .formatted(menu));
    desktop.run("dunst", "-conf", settings.toString());
    desktop.awaitName("org.freedesktop.Notifications", 30);
  }

  private Path picked() {
    return desktop.folder().resolve("picked");
  }

  String busAddress() {
    return desktop.busAddress();
  }

  Map<String, String> environment() {
    return desktop.environment();
  }

  Path folder() {
    return desktop.folder();
  }

  RealApp run(String... command) throws IOException {
    return desktop.run(command);
  }

  /// Waits until a window with `title` is on the display.
  void awaitWindow(String title) {
    await()
        .atMost(PATIENCE)
        .until(() -> !said("xdotool", "search", "--onlyvisible", "--name", title).isBlank());
  }

  /// Clicks on the notification on the display and chooses the button with this label, again until
  /// `answered`: the one before it may still be on its way out.
  void clickNotification(String label, Future<?> answered) throws IOException {
    Files.writeString(picked(), label);
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> {
          said("xdotool", "search", "--onlyvisible", "--class", "Dunst")
              .lines()
              .findFirst()
              .filter(window -> !answered.isDone())
              .ifPresent(this::click);
          return answered.isDone();
        });
  }

  private void click(String window) {
    said("xdotool", "mousemove", "--window", window, "20", "20");
    said("xdotool", "click", "1");
  }

  /// What a program of this desktop prints.
  String said(String... command) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
      builder.environment().putAll(desktop.environment());
      Process process = builder.start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    desktop.close();
  }
}
