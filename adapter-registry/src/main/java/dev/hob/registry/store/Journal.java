// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `<root>/journal`: lines `op name version phase`, where `op` is `install`, `remove` or
/// `activate`, `name` has its kind before it (`adapters/summarize`), and `phase` is `begin` or
/// `done`. It tells the next start what was under way, and other processes that something has
/// changed. Callers hold the store's lock.
final class Journal {
  /// Beyond this a journal without open entries is begun anew.
  private static final long COMPACT_BYTES = 64 << 10;

  private final Path file;

  Journal(Path file) {
    this.file = file;
  }

  /// One change.
  record Entry(String op, String name, String version) {
    String line(String phase) {
      return op + " " + name + " " + version + " " + phase + "\n";
    }
  }

  void begin(Entry entry) throws IOException {
    DurableFiles.append(file, entry.line("begin"));
  }

  void done(Entry entry) throws IOException {
    DurableFiles.append(file, entry.line("done"));
  }

  /// Changes that began and did not end, oldest first. A last line that was cut by a loss of power
  /// counts as never written; other lines that make no sense are passed over.
  List<Entry> open() throws IOException {
    Map<Entry, Entry> open = new LinkedHashMap<>();
    for (String line : text().split("\n")) {
      String[] words = line.split(" ");
      if (words.length == 4) {
        Entry entry = new Entry(words[0], words[1], words[2]);
        if (words[3].equals("begin")) {
          open.put(entry, entry);
        } else if (words[3].equals("done")) {
          open.remove(entry);
        }
      }
    }
    return List.copyOf(open.values());
  }

  /// Ends a torn last line, and begins anew if the journal has grown long; all entries are closed.
  void tidy() throws IOException {
    String text = text();
    if (text.length() > COMPACT_BYTES) {
      DurableFiles.replace(file, "");
    } else if (!text.isEmpty() && !text.endsWith("\n")) {
      DurableFiles.append(file, "\n");
    }
  }

  private String text() throws IOException {
    return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
  }
}
