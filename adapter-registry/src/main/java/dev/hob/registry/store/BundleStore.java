// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/// Changes of the user's root, each all or nothing.
///
/// A bundle is staged in `.staging/<uuid>`, synced, announced in the journal and then renamed to
/// its place: the rename is the moment at which it is installed. Removal renames into the staging
/// folder first. Whatever a crash leaves is finished or undone by the next opening: since both
/// renames are the whole change, what remains is to empty the staging folder and to close the
/// journal.
///
/// One lock for the threads of this process, a file lock for other processes.
public final class BundleStore {
  private final Path root;
  private final Path staging;
  private final Journal journal;
  private final Step.Hook hook;
  private final ReentrantLock threads = new ReentrantLock();

  /// @param root made when first written
  public BundleStore(Path root, Step.Hook hook) {
    this.root = root;
    this.staging = root.resolve(".staging");
    this.journal = new Journal(root.resolve("journal"));
    this.hook = hook;
  }

  /// A change that holds both locks.
  public interface Change<T> {
    T run() throws IOException;
  }

  /// Runs `change` alone, after finishing or undoing what an earlier crash left.
  public <T> T exclusively(Change<T> change) throws IOException {
    threads.lock();
    try {
      Files.createDirectories(
          root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      try (FileChannel file =
              FileChannel.open(
                  root.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock _ = file.lock()) {
        settle();
        return change.run();
      }
    } finally {
      threads.unlock();
    }
  }

  /// Settles what a crash left, if there is anything and the root may be written.
  public void recover() throws IOException {
    if (Files.isDirectory(root) && Files.isWritable(root)) {
      exclusively(() -> root);
    }
  }

  /// An empty folder to stage in; the caller holds the lock.
  public Path stage() throws IOException {
    return Files.createDirectories(staging.resolve(UUID.randomUUID().toString()));
  }

  /// Gives up a staged folder.
  public void discard(Path staged) throws IOException {
    DurableFiles.deleteTree(staged);
  }

  /// Puts a staged folder in its place; the caller holds the lock.
  ///
  /// @throws java.nio.file.FileAlreadyExistsException the place is taken
  public void place(Path staged, BundleKind kind, String name, String version) throws IOException {
    hook.reached(Step.STAGED);
    Path target = path(kind, name, version);
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new java.nio.file.FileAlreadyExistsException(target.toString());
    }
    DurableFiles.sealTree(staged);
    hook.reached(Step.SYNCED);
    Path above = parent(target);
    Files.createDirectories(above);
    Journal.Entry entry = entry("install", kind, name, version);
    journal.begin(entry);
    hook.reached(Step.ANNOUNCED);
    Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
    try {
      hook.reached(Step.RENAMED);
      // Only now: the kernel refuses to move a folder that its owner may not write.
      DurableFiles.setFolders(target, "r-xr-xr-x");
      syncUpTo(above);
      hook.reached(Step.FOLDER_SYNCED);
      journal.done(entry);
    } catch (IOException e) {
      moveBack(target, staged, e);
      throw e;
    }
    hook.reached(Step.RECORDED);
  }

  /// Takes a bundle out of its place; the caller holds the lock.
  public void remove(BundleKind kind, String name, String version) throws IOException {
    Path target = path(kind, name, version);
    Journal.Entry entry = entry("remove", kind, name, version);
    Path away = staging.resolve(UUID.randomUUID().toString());
    Files.createDirectories(staging);
    journal.begin(entry);
    hook.reached(Step.ANNOUNCED);
    DurableFiles.setFolders(target, "rwxr-xr-x");
    Files.move(target, away, StandardCopyOption.ATOMIC_MOVE);
    try {
      hook.reached(Step.RENAMED);
      DurableFiles.sync(parent(target));
      hook.reached(Step.FOLDER_SYNCED);
      journal.done(entry);
    } catch (IOException e) {
      moveBack(away, target, e);
      throw e;
    }
    hook.reached(Step.RECORDED);
    DurableFiles.deleteTree(away);
  }

  /// A change that failed half way must not be left half done.
  private static void moveBack(Path from, Path to, IOException why) {
    try {
      DurableFiles.setFolders(from, "rwxr-xr-x");
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      why.addSuppressed(e);
    }
  }

  /// Writes the file that names the active version; the caller holds the lock.
  ///
  /// @param choice text of the file
  public void choose(Path file, String choice, String name) throws IOException {
    Files.createDirectories(parent(file));
    hook.reached(Step.STAGED);
    DurableFiles.replace(file, choice + "\n");
    hook.reached(Step.RENAMED);
    journal.done(new Journal.Entry("activate", name, choice));
  }

  /// Removes the file that names the active version; the caller holds the lock.
  public void forget(Path file, String name) throws IOException {
    if (Files.deleteIfExists(file)) {
      DurableFiles.sync(parent(file));
      journal.done(new Journal.Entry("deactivate", name, "-"));
    }
  }

  /// Where a bundle of the user's root lies.
  public Path path(BundleKind kind, String name, String version) {
    return root.resolve(kind.folder()).resolve(name).resolve(version);
  }

  /// Changes whenever a change was made, by whatever process; cheap.
  public String stamp() {
    try {
      Path file = root.resolve("journal");
      return Files.getLastModifiedTime(file).toMillis() + "/" + Files.size(file);
    } catch (IOException e) {
      return "none";
    }
  }

  private void settle() throws IOException {
    for (Journal.Entry open : journal.open()) {
      // The rename was the change: it is either wholly there or not at all.
      journal.done(open);
    }
    journal.tidy();
    if (Files.isDirectory(staging)) {
      try (DirectoryStream<Path> left = Files.newDirectoryStream(staging)) {
        for (Path folder : left) {
          DurableFiles.deleteTree(folder);
        }
      }
    }
  }

  private void syncUpTo(Path folder) throws IOException {
    for (Path each = folder; each != null && each.startsWith(root); each = each.getParent()) {
      DurableFiles.sync(each);
    }
  }

  private static Journal.Entry entry(String op, BundleKind kind, String name, String version) {
    return new Journal.Entry(op, kind.folder() + "/" + name, version);
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    if (parent == null) {
      throw new IllegalArgumentException(path + " has no folder above it");
    }
    return parent;
  }
}
