// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A short file of lines in which one process leaves to the next what it found out, and which may
/// be lost at any time:
///
/// ```
/// <title>
/// <lines>
/// sum <SHA-256 of all above>
/// ```
///
/// It is one user's alone (0600, in a folder that nobody else may write; both are checked at each
/// reading, no link is followed) and replaced as a whole. A file that is anything else holds
/// nothing; one that cannot be written keeps nothing. It is not synced: after a loss of power the
/// sum is wrong at worst. Immutable; one thread writes at a time, any may read meanwhile. Of two
/// processes that write at once, one's lines are left, or none.
public final class PrivateFile {
  private static final int OTHERS_WRITE = 0022;
  private static final int OTHERS = 0077;

  private final Path path;
  private final String title;
  private final long limitBytes;
  private final long uid;

  /// Of the user that this process runs as.
  ///
  /// @param title first line: what it holds, and the version of its lines
  /// @param limitBytes a longer file holds nothing
  public PrivateFile(Path path, String title, long limitBytes) {
    this(path, title, limitBytes, Uid.own());
  }

  /// @param uid the user whose file it is
  public PrivateFile(Path path, String title, long limitBytes, long uid) {
    this.path = path.toAbsolutePath();
    this.title = title + "\n";
    this.limitBytes = limitBytes;
    this.uid = uid;
  }

  /// The lines between title and sum; empty if there is anything odd about the file.
  public Optional<List<String>> read() {
    try {
      return isOurs() ? checked(Files.readString(path)) : Optional.empty();
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  private Optional<List<String>> checked(String text) {
    int last = text.lastIndexOf("sum ");
    if (!text.startsWith(title)
        || last < title.length()
        || !text.substring(last).equals("sum " + sum(text.substring(0, last)) + "\n")) {
      return Optional.empty();
    }
    return Optional.of(text.substring(title.length(), last).lines().toList());
  }

  /// Replaces the file; its folder is made if need be.
  ///
  /// @param lines without ends
  public void write(List<String> lines) {
    StringBuilder text = new StringBuilder(title);
    lines.forEach(line -> text.append(line).append('\n'));
    String sum = sum(text.toString());
    text.append("sum ").append(sum).append('\n');
    try {
      Path folder = path.getParent();
      if (folder == null) {
        return;
      }
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      if (isPrivate(folder)) {
        replace(folder, text.toString());
      }
    } catch (IOException | UnsupportedOperationException e) {
      // Nothing is kept: the next process finds it out again.
    }
  }

  /// By way of a file beside it, whose name is always the same: what a killed process leaves is
  /// replaced by the next. It is created and never opened, so that no link is followed and nobody
  /// else has it open.
  private void replace(Path folder, String text) throws IOException {
    Path fresh = folder.resolve("." + path.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    try {
      try (FileChannel channel =
          FileChannel.open(
              fresh,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
        ByteBuffer left = StandardCharsets.UTF_8.encode(text);
        while (left.hasRemaining()) {
          channel.write(left);
        }
      }
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private boolean isOurs() throws IOException {
    Path folder = path.getParent();
    return folder != null
        && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
        && isPrivate(folder)
        && owner(path) == uid
        && (mode(path) & OTHERS) == 0
        && Files.size(path) <= limitBytes;
  }

  private boolean isPrivate(Path folder) throws IOException {
    long owner = owner(folder);
    return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        && (owner == uid || owner == 0)
        && (mode(folder) & OTHERS_WRITE) == 0;
  }

  private static long owner(Path path) throws IOException {
    return ((Number) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS)).longValue();
  }

  private static int mode(Path path) throws IOException {
    return ((Number) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS)).intValue();
  }

  /// SHA-256 of a text in UTF-8, 64 hex digits: how a line names what its reader need not learn.
  public static String sum(String text) {
    try {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(hash.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
