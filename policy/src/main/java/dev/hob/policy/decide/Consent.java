// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.decide;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.policy.StateException;
import dev.hob.policy.layer.PolicyFolders;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;

/// The person's yes: Hob is off until it is given. One small file, `{"hob": 1, "given": true,
/// "time": "…", "by": "…"}`; missing, unreadable or broken means no.
///
/// The file is read at each question, so that `hob enable` and a running daemon agree without
/// talking; it is replaced by rename. Thread-safe.
public final class Consent {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_BYTES = 4096;

  private final Path file;
  private final InstantSource clock;

  /// @param file `$XDG_STATE_HOME/hob/consent.json`
  public Consent(Path file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
  }

  /// The consent of the person whose process has `environment`.
  public static Consent of(Map<String, String> environment, InstantSource clock) {
    Path state = PolicyFolders.home(environment, "XDG_STATE_HOME", ".local/state");
    return new Consent(state.resolve("hob/consent.json"), clock);
  }

  public boolean given() {
    try (var in = Files.newInputStream(file)) {
      JsonNode root = JSON.readTree(in.readNBytes(MAX_BYTES));
      return root != null
          && root.path("hob").asInt() == 1
          && root.path("given").isBoolean()
          && root.path("given").booleanValue();
    } catch (IOException e) {
      // No file, or not ours to read, or not JSON: nobody said yes.
      return false;
    }
  }

  /// The file, for people.
  public String source() {
    return file.toString();
  }

  /// @param by what the person used, e.g. `hob enable`
  /// @throws StateException the file could not be written; nothing has changed
  public void give(String by) {
    write(true, by);
  }

  /// As [#give], for no.
  public void withdraw(String by) {
    write(false, by);
  }

  private void write(boolean given, String by) {
    ObjectNode root = JSON.createObjectNode();
    root.put("hob", 1).put("given", given).put("time", clock.instant().toString()).put("by", by);
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IllegalStateException("no folder above " + file);
    }
    Path fresh = folder.resolve(".consent-" + UUID.randomUUID());
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      replace(fresh, folder, JSON.writeValueAsString(root) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new StateException(file, e);
    }
  }

  private void replace(Path fresh, Path folder, String text) throws IOException {
    try {
      try (FileChannel out =
          FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
    try (FileChannel entry = FileChannel.open(folder, StandardOpenOption.READ)) {
      entry.force(true);
    }
  }
}
