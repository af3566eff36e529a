// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// What an import that never ended has left, which takes room that nobody else tells of.
///
/// @param bytes of its weights' file, reserved ones included
record UnfinishedImport(Path folder, long bytes) {
  /// By name; none where none can be listed.
  ///
  /// @param root the user's root of bundles
  static List<UnfinishedImport> under(Path root) {
    List<UnfinishedImport> found = new ArrayList<>();
    try (Stream<Path> names = Files.list(root.resolve(".imports"))) {
      for (Path folder : names.sorted().toList()) {
        Path weights = folder.resolve("bundle").resolve(WeightsImport.FILE);
        if (Files.isRegularFile(weights)) {
          found.add(new UnfinishedImport(folder, Files.size(weights)));
        }
      }
    } catch (IOException e) {
      return List.of(); // there is no such folder, or another import has just finished
    }
    return found;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s is unfinished and takes %,d MB: import it again, or delete %s",
        folder.getFileName(),
        bytes / 1_000_000,
        folder);
  }
}
