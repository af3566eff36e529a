// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// llama.cpp, installed from npm into a folder of its own: `<cache>/hob/peer/<digest of the lock
/// file>`. It is fetched once (some 85 MB) and used by every later run.
///
/// `--ignore-scripts`: the package's own script would try to build. `--omit=optional`: otherwise
/// 725 MB for other systems and graphics cards come along.
public final class Peer {
  /// Pinned in the lock file.
  public static final String VERSION = "node-llama-cpp 3.22.1";

  private static final List<String> INSTALL =
      List.of(
          "npm",
          "ci",
          "--ignore-scripts",
          "--omit=optional",
          "--no-audit",
          "--no-fund",
          "--no-update-notifier");
  private static final String DONE = "installed";
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int SHOWN = 600;

  private final Path folder;

  private Peer(Path folder) {
    this.folder = folder;
  }

  /// Where programs of this user keep what they can fetch again.
  ///
  /// @param environment `XDG_CACHE_HOME`, `HOME`
  public static Path cache(Map<String, String> environment) {
    String stated = environment.getOrDefault("XDG_CACHE_HOME", "");
    return stated.isEmpty()
        ? Path.of(environment.getOrDefault("HOME", "."), ".cache")
        : Path.of(stated);
  }

  /// Finds it in the cache or installs it there; two processes that ask at once wait for each
  /// other.
  ///
  /// @throws PeerUnavailableException it cannot be installed here
  public static Peer install(Path cache) throws IOException, InterruptedException {
    byte[] manifest = resource(Peer.class, "package.json");
    byte[] lock = resource(Peer.class, "package-lock.json");
    Path folder = cache.resolve("hob/peer").resolve(digest(manifest, lock).substring(0, 16));
    if (Files.exists(folder.resolve(DONE))) {
      return new Peer(folder);
    }
    requirePlatform();
    Files.createDirectories(folder);
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      if (!held.isValid() || Files.exists(folder.resolve(DONE))) {
        return new Peer(folder);
      }
      Files.write(folder.resolve("package.json"), manifest);
      Files.write(folder.resolve("package-lock.json"), lock);
      Output npm = run(folder, INSTALL, PATIENCE);
      if (npm.exitCode() != 0) {
        throw new PeerUnavailableException(
            "npm cannot install " + VERSION + ": " + tail(npm.text()));
      }
      Files.writeString(folder.resolve(DONE), VERSION + "\n", StandardCharsets.UTF_8);
    }
    return new Peer(folder);
  }

  private static void requirePlatform() {
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    if (!system.toLowerCase(Locale.ROOT).equals("linux amd64")) {
      throw new PeerUnavailableException("llama.cpp is pinned for linux amd64, this is " + system);
    }
  }

  /// Folder of llama.cpp's shared libraries.
  public Path libraries() {
    return folder.resolve("node_modules/@node-llama-cpp/linux-x64/bins/linux-x64");
  }

  /// Runs a script of ours on its node package to the end.
  ///
  /// @param anchor the script is a resource beside this class
  /// @return what it printed
  /// @throws PeerUnavailableException there is no node
  /// @throws IOException it failed or did not end in time; the message holds what it said
  public String run(Class<?> anchor, String script, List<String> arguments, Duration patience)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("node", place(anchor, script).toString()));
    command.addAll(arguments);
    Output node = run(folder, command, patience);
    if (node.exitCode() != 0) {
      throw new IOException(script + " ended with " + node.exitCode() + ": " + tail(node.text()));
    }
    return node.text();
  }

  /// The script as a file from which its imports find the packages; named by its content, so that
  /// two versions of Hob do not get in each other's way.
  public Path place(Class<?> anchor, String script) throws IOException {
    byte[] content = resource(anchor, script);
    Path file = folder.resolve(digest(content).substring(0, 16) + "-" + script);
    if (!Files.exists(file)) {
      Path fresh = Files.createTempFile(folder, "script", ".part");
      Files.write(fresh, content);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
    return file;
  }

  private record Output(int exitCode, String text) {}

  private static Output run(Path folder, List<String> command, Duration patience)
      throws IOException, InterruptedException {
    Path said = Files.createTempFile(folder, "said", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(said.toFile())
              .start();
      boolean ended;
      try {
        ended = process.waitFor(patience.toSeconds(), TimeUnit.SECONDS);
      } finally {
        process.destroyForcibly();
      }
      String text = Files.readString(said, StandardCharsets.UTF_8);
      return ended
          ? new Output(process.exitValue(), text)
          : new Output(-1, "no end after " + patience.toSeconds() + " s: " + text);
    } catch (IOException notStarted) {
      throw unavailable(command, notStarted);
    } finally {
      Files.deleteIfExists(said);
    }
  }

  private static PeerUnavailableException unavailable(List<String> command, IOException why) {
    return new PeerUnavailableException(
        command.getFirst() + " cannot be started: " + why.getMessage());
  }

  private static String tail(String text) {
    String end = text.strip();
    return end.length() <= SHOWN ? end : "… " + end.substring(end.length() - SHOWN);
  }

  private static byte[] resource(Class<?> anchor, String name) {
    try (InputStream in = anchor.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digest(byte[]... contents) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      for (byte[] content : contents) {
        sha.update(content);
      }
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
