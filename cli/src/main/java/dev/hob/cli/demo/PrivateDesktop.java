// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli.demo;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A desktop of one's own for real programs: a display that nobody sees, a session bus, folders,
/// and nothing of the person's. Everything is gone when it is closed, in the opposite order.
public final class PrivateDesktop implements AutoCloseable {
  private final Path folder;
  private final PrivateDisplay display;
  private final PrivateBus bus;
  private final Map<String, String> environment;
  private final Deque<RealApp> apps = new ArrayDeque<>();

  private PrivateDesktop(
      Path folder, PrivateDisplay display, PrivateBus bus, Map<String, String> environment) {
    this.folder = folder;
    this.display = display;
    this.bus = bus;
    this.environment = environment;
  }

  /// The first of these programs that is not installed; empty = all are there.
  public static Optional<String> missing(String... programs) {
    return Stream.concat(Stream.of("Xvfb", "dbus-daemon", "gdbus"), Stream.of(programs))
        .filter(program -> !installed(program))
        .findFirst();
  }

  private static boolean installed(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(at -> Files.isExecutable(Path.of(at, program)));
  }

  /// The display before the bus: what the bus starts inherits the bus' environment.
  ///
  /// @throws IOException one of its parts does not start; look at [#missing] first
  public static PrivateDesktop start() throws IOException {
    Path folder = Files.createTempDirectory("hob-desktop-");
    PrivateDisplay display = PrivateDisplay.start();
    try {
      Map<String, String> environment = environment(folder, display.name());
      PrivateBus bus = PrivateBus.bare(environment);
      environment.put("DBUS_SESSION_BUS_ADDRESS", bus.address());
      return new PrivateDesktop(folder, display, bus, Map.copyOf(environment));
    } catch (IOException e) {
      display.close();
      delete(folder);
      throw e;
    }
  }

  private static Map<String, String> environment(Path folder, String display) throws IOException {
    Map<String, String> environment = new HashMap<>();
    Map<String, String> folders =
        Map.of(
            "XDG_RUNTIME_DIR", "run",
            "HOME", "home",
            "XDG_CONFIG_HOME", "config",
            "XDG_DATA_HOME", "data",
            "XDG_STATE_HOME", "state",
            "XDG_CACHE_HOME", "cache");
    for (Map.Entry<String, String> each : folders.entrySet()) {
      Path path =
          Files.createDirectory(
              folder.resolve(each.getValue()),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      environment.put(each.getKey(), path.toString());
    }
    environment.put("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
    environment.put("LC_ALL", "C.UTF-8");
    environment.put("DISPLAY", display);
    // No graphics card, no settings daemon, no accessibility bus.
    environment.put("GDK_BACKEND", "x11");
    environment.put("GSK_RENDERER", "cairo");
    environment.put("LIBGL_ALWAYS_SOFTWARE", "1");
    environment.put("GSETTINGS_BACKEND", "memory");
    environment.put("NO_AT_BRIDGE", "1");
    environment.put("GTK_A11Y", "none");
    return environment;
  }

  /// What a program on this desktop gets.
  public Map<String, String> environment() {
    return environment;
  }

  public String busAddress() {
    return bus.address();
  }

  PrivateBus bus() {
    return bus;
  }

  /// For files of the demo or the test.
  public Path folder() {
    return folder;
  }

  /// Starts a program; it ends with the desktop, or before.
  public RealApp run(String... command) throws IOException {
    Path log = folder.resolve(apps.size() + "-" + Path.of(command[0]).getFileName() + ".log");
    RealApp app = RealApp.start(List.of(command), environment, log);
    apps.push(app);
    return app;
  }

  /// Waits until somebody owns `name` on the bus.
  ///
  /// @throws IOException nobody does within `seconds`
  public void awaitName(String name, int seconds) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("gdbus", "wait", "--session", "--timeout", "" + seconds, name)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(environment);
    if (builder.start().waitFor() != 0) {
      throw new IOException("nobody owns " + name + " after " + seconds + " s");
    }
  }

  @Override
  public void close() throws IOException {
    apps.forEach(RealApp::close);
    bus.close();
    display.close();
    delete(folder);
  }

  private static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path path, @org.jspecify.annotations.Nullable IOException failed) throws IOException {
            Files.deleteIfExists(path);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
