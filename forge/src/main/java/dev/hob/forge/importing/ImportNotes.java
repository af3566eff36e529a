// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What of an import is done: a line `<digest> <tensor>` for each, in the plan's order. The first
/// line that is not the next tensor's, or that a full disk cut, ends them: it goes, with all that
/// is behind it, since who writes a tensor again clears the beginning of the next.
final class ImportNotes implements AutoCloseable {
  private static final String DONE = "done";
  private static final String PLAN = "plan";
  private static final int DIGEST = 64;

  private final FileChannel file;
  private final Map<String, String> done;

  private ImportNotes(FileChannel file, Map<String, String> done) {
    this.file = file;
    this.done = Collections.unmodifiableMap(done);
  }

  /// @param folder holds them
  /// @param stated what they are about; if it is not what they were begun with, they go, and the
  ///   weights too
  /// @param tensors of the plan, in its order
  /// @param weights where this file is missing nothing is done
  static ImportNotes open(Path folder, String stated, Iterable<String> tensors, Path weights)
      throws IOException {
    Path plan = folder.resolve(PLAN);
    Path notes = folder.resolve(DONE);
    if (!Files.exists(plan) || !Files.readString(plan).equals(stated)) {
      Files.deleteIfExists(notes);
      Files.deleteIfExists(weights);
      Files.writeString(plan, stated);
    }
    String text = "";
    if (Files.exists(notes) && Files.exists(weights)) {
      text = new String(Files.readAllBytes(notes), StandardCharsets.UTF_8); // whatever it holds
    }
    Map<String, String> done = new LinkedHashMap<>();
    int sound = 0;
    for (String name : tensors) {
      int end = text.indexOf('\n', sound);
      String line = end < 0 ? "" : text.substring(sound, end);
      if (!line.matches("[0-9a-f]{64} .+") || !line.substring(DIGEST + 1).equals(name)) {
        break;
      }
      done.put(name, line.substring(0, DIGEST));
      sound = end + 1;
    }
    return new ImportNotes(cut(notes, bytes(text.substring(0, sound)).remaining()), done);
  }

  private static FileChannel cut(Path notes, int bytes) throws IOException {
    FileChannel file =
        FileChannel.open(notes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    try {
      file.truncate(bytes);
      file.force(true); // before anything of what they said is cleared
      return file;
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /// Names of what was done when they were opened, with the digests, in the plan's order.
  Map<String, String> done() {
    return done;
  }

  /// Notes the next tensor, whose bytes the disk has.
  ///
  /// @throws IOException the disk is full or broken; these notes are not to be used again
  void add(String tensor, String digest) throws IOException {
    ByteBuffer note = bytes(digest + " " + tensor + "\n");
    while (note.hasRemaining()) {
      file.write(note);
    }
    file.force(false);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
