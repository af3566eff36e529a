// SPDX-License-Identifier: Apache-2.0
package dev.hob.daemon;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// One daemon a user: an exclusive lock that the kernel drops with the process, however it ends.
/// Taken before anything listens, because a server would silently replace the socket of a living
/// one. With the lock in hand, a socket that lies there is stale and goes.
final class InstanceLock implements AutoCloseable {
  private final FileChannel channel;

  private InstanceLock(FileChannel channel) {
    this.channel = channel;
  }

  /// @throws StartException another daemon lives, or the folder cannot be used
  static InstanceLock take(RuntimeFolder folder) {
    try {
      FileChannel channel =
          FileChannel.open(
              folder.lock(),
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close();
        throw new StartException(
            StartException.ALREADY_RUNNING,
            "already-running: another hobd serves " + folder.socket());
      }
      Files.deleteIfExists(folder.socket());
      return new InstanceLock(channel);
    } catch (IOException e) {
      throw new StartException(
          StartException.STORAGE, folder.lock() + " cannot be used: " + e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
