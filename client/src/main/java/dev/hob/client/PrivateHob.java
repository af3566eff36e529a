// SPDX-License-Identifier: Apache-2.0
package dev.hob.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A Hob of one's own, for demos, scoring and tests: a real daemon process with its own runtime,
/// configuration, data, state and cache folders and its own consent. Closing stops it and leaves
/// nothing behind.
public final class PrivateHob implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofMinutes(2);
  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(5);

  private final Path folder;
  private final Process process;
  private final HobClient client;

  private PrivateHob(Path folder, Process process, HobClient client) {
    this.folder = folder;
    this.process = process;
    this.client = client;
  }

  /// Starts a daemon and waits until its doors answer.
  ///
  /// @param command the daemon's command line
  /// @param extra environment added to this process's own, e.g. `DBUS_SESSION_BUS_ADDRESS`; an
  ///   empty value takes the variable out
  /// @throws HobException.Unreachable the daemon ended or stayed silent; the message holds the end
  ///   of its log
  public static PrivateHob start(List<String> command, Map<String, String> extra) {
    Path folder = newFolder();
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      Map<String, String> environment = builder.environment();
      environment.putAll(
          Map.of(
              "XDG_RUNTIME_DIR", folder.resolve("run").toString(),
              "XDG_CONFIG_HOME", folder.resolve("config").toString(),
              "XDG_DATA_HOME", folder.resolve("data").toString(),
              "XDG_STATE_HOME", folder.resolve("state").toString(),
              "XDG_CACHE_HOME", folder.resolve("cache").toString()));
      environment.remove("HOB_SOCKET");
      extra.forEach((name, value) -> {
        if (value.isEmpty()) {
          environment.remove(name);
        } else {
          environment.put(name, value);
        }
      });
      builder.redirectErrorStream(true).redirectOutput(folder.resolve("hobd.log").toFile());
      builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
      return opened(folder, builder.start());
    } catch (IOException broken) {
      delete(folder);
      throw HobException.daemonUnreachable(
          "the daemon cannot be started: " + broken.getMessage(), broken);
    }
  }

  private static PrivateHob opened(Path folder, Process process) throws IOException {
    Path runtime = folder.resolve("run").resolve("hob");
    Path socket = runtime.resolve("hob.sock");
    HobClient client = HobClient.open(socket);
    PrivateHob hob = new PrivateHob(folder, process, client);
    try {
      awaitSocket(runtime, socket, process);
      client.post("/v1/consent", JsonNodeFactory.instance.objectNode().put("granted", true));
      return hob;
    } catch (HobException silent) {
      String log = hob.logTail();
      hob.close();
      throw HobException.daemonUnreachable(silent.getMessage() + "\n" + log, silent);
    }
  }

  /// Waits for the socket's file to appear, and then for the moment between the daemon's bind and
  /// its listen to pass.
  private static void awaitSocket(Path runtime, Path socket, Process process) throws IOException {
    Files.createDirectories(
        runtime,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    long deadline = System.nanoTime() + READY_WITHIN.toNanos();
    try (WatchService watch = runtime.getFileSystem().newWatchService()) {
      runtime.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      while (!answers(socket)) {
        if (!process.isAlive()) {
          throw HobException.daemonUnreachable(
              "the daemon ended with code " + process.exitValue(), null);
        }
        if (System.nanoTime() > deadline) {
          throw HobException.daemonUnreachable(
              "the daemon was not ready within " + READY_WITHIN.toSeconds() + " s", null);
        }
        var key = watch.poll(200, TimeUnit.MILLISECONDS);
        if (key != null) {
          key.reset();
        }
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw HobException.daemonUnreachable("interrupted while the daemon started", stop);
    }
  }

  private static boolean answers(Path socket) {
    if (!Files.exists(socket)) {
      return false;
    }
    try (SocketChannel peer = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return peer.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  public HobClient client() {
    return client;
  }

  public Path socket() {
    return client.socket();
  }

  /// The folder that holds `run`, `config`, `data`, `state`, `cache` and `hobd.log`.
  public Path folder() {
    return folder;
  }

  public ProcessHandle process() {
    return process.toHandle();
  }

  /// The last lines of the daemon's log.
  public String logTail() {
    try {
      List<String> lines = Files.readAllLines(folder.resolve("hobd.log"));
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    } catch (IOException unreadable) {
      return "(its log cannot be read: " + unreadable.getMessage() + ")";
    }
  }

  @Override
  public void close() {
    client.close();
    process.destroy();
    try {
      if (!process.waitFor(STOPPED_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException stop) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    delete(folder);
  }

  private static Path newFolder() {
    try {
      Path folder = Files.createTempDirectory("hob-private-");
      for (String part : List.of("run", "config", "data", "state", "cache")) {
        Files.createDirectory(
            folder.resolve(part),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      return folder;
    } catch (IOException broken) {
      throw new UncheckedIOException("no private folder can be made", broken);
    }
  }

  private static void delete(Path folder) {
    try {
      Files.walkFileTree(folder, new Deletion());
    } catch (IOException broken) {
      throw new UncheckedIOException(folder + " cannot be deleted", broken);
    }
  }

  /// Deletes files, then the folders that held them; installed adapters are read-only.
  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes seen)
        throws IOException {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes seen) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(
        Path folder, @org.jspecify.annotations.Nullable IOException failed) throws IOException {
      if (failed != null) {
        throw failed;
      }
      Files.delete(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
