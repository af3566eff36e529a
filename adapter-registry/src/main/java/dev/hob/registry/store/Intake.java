// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry.store;

import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.memory.LargePageOutput;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Enumeration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// Copies what a stranger hands in to the staging folder: a folder, or a stored zip. Names, kinds,
/// number and size of its files are limited before anything is written. Copies of large files lie
/// in large pages ([dev.hob.engine.memory.LargePages]).
public final class Intake {
  private static final int MAX_FILES = 1000;
  private static final int MAX_PATH = 240;

  /// No part begins with a dot, so there is no way up and nothing hidden.
  private static final Pattern PATH =
      Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*){0,3}");

  private final long maxBytes;
  private long bytes;
  private int files;

  private Intake(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /// Copies a bundle: all files of a folder, or of a `.hobadapter` archive.
  ///
  /// @throws CorruptBundleException a link, an odd name, too many files or bytes, not an archive
  public static void bundle(Path source, Path staged, long maxBytes) throws IOException {
    Intake intake = new Intake(maxBytes);
    if (Files.isDirectory(source)) {
      intake.folder(source, staged);
    } else if (Files.isRegularFile(source)) {
      intake.archive(source, staged);
    } else {
      throw new CorruptBundleException(
          clip(String.valueOf(source.getFileName())), -1, "there is no such file or folder");
    }
  }

  /// Copies the named files of a folder, those that are there.
  public static void some(Path folder, List<String> names, Path staged, long maxBytes)
      throws IOException {
    Intake intake = new Intake(maxBytes);
    for (String name : names) {
      Path file = folder.resolve(name);
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        intake.file(file, name, staged);
      }
    }
  }

  private void folder(Path source, Path staged) throws IOException {
    Files.walkFileTree(
        source,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            file(file, source.relativize(file).toString(), staged);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private void file(Path file, String name, Path staged) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new CorruptBundleException(clip(name), -1, "not a plain file");
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      copy(in, name, staged);
    }
  }

  private void archive(Path source, Path staged) throws IOException {
    // Opening reads the whole directory of the archive into memory.
    if (Files.size(source) > maxBytes + MAX_FILES * 1024L) {
      throw tooLarge(String.valueOf(source.getFileName()));
    }
    try (ZipFile zip = new ZipFile(source.toFile())) {
      for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        if (entry.isDirectory()) {
          continue;
        }
        if (entry.getMethod() != ZipEntry.STORED) {
          throw new CorruptBundleException(
              clip(entry.getName()), -1, "is compressed; a bundle's archive is stored");
        }
        try (InputStream in = zip.getInputStream(entry)) {
          copy(in, entry.getName(), staged);
        }
      }
    } catch (ZipException | EOFException e) {
      throw new CorruptBundleException(
          String.valueOf(source.getFileName()), -1, "not a sound archive: " + e.getMessage());
    }
  }

  private void copy(InputStream in, String name, Path staged) throws IOException {
    if (name.length() > MAX_PATH || !PATH.matcher(name).matches()) {
      throw new CorruptBundleException(clip(name), -1, "a path that no bundle has");
    }
    if (++files > MAX_FILES) {
      throw new CorruptBundleException(clip(name), -1, "more than " + MAX_FILES + " files");
    }
    Path target = staged.resolve(name);
    if (!target.normalize().startsWith(staged) || Files.exists(target)) {
      throw new CorruptBundleException(clip(name), -1, "a path that occurs twice or leaves");
    }
    Path above = target.getParent();
    if (above != null) {
      Files.createDirectories(above);
    }
    try (LargePageOutput out =
        LargePageOutput.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      byte[] piece = new byte[1 << 16];
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        bytes += count;
        if (bytes > maxBytes) {
          throw tooLarge(name);
        }
        out.write(piece, 0, count);
      }
    }
  }

  private CorruptBundleException tooLarge(String name) {
    return new CorruptBundleException(
        clip(name), -1, "the bundle is larger than " + maxBytes + " bytes");
  }

  private static String clip(String name) {
    return name.length() <= 80 ? name : name.substring(0, 80) + "…";
  }
}
