// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.decide;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Reloads a store when its folders change. Its own thread `hob-policy-watch` sleeps in the kernel
/// between changes: no timer runs. A folder that does not exist yet is awaited in the nearest
/// folder above it that does.
public final class PolicyWatch implements AutoCloseable {
  /// Editors write a file in several steps; a reload waits until they pause this long.
  private static final long SETTLE_MILLIS = 200;

  private final PolicyStore store;
  private final Consumer<PolicyStore.Reload> told;
  private final WatchService watcher;
  private final Thread thread;

  /// The watch thread's own.
  private final Map<Path, WatchKey> watched = new HashMap<>();

  private PolicyWatch(PolicyStore store, Consumer<PolicyStore.Reload> told) throws IOException {
    this.store = store;
    this.told = told;
    this.watcher = FileSystems.getDefault().newWatchService();
    this.thread = Thread.ofPlatform().name("hob-policy-watch").daemon().unstarted(this::run);
  }

  /// Starts watching.
  ///
  /// @param told each reload's result, on the watch thread
  /// @throws IOException the kernel gives no watch, e.g. the limit of instances is reached
  public static PolicyWatch start(PolicyStore store, Consumer<PolicyStore.Reload> told)
      throws IOException {
    PolicyWatch watch = new PolicyWatch(store, told);
    try {
      watch.register();
    } catch (IOException e) {
      watch.watcher.close();
      throw e;
    }
    watch.thread.start();
    return watch;
  }

  private void run() {
    try {
      while (true) {
        settle(watcher.take());
        register();
        told.accept(store.reload());
      }
    } catch (ClosedWatchServiceException | InterruptedException e) {
      // close() ends the thread this way
    } catch (IOException e) {
      // A folder went away between test and registration and the next try failed as well: without
      // a watch, SIGHUP and restart still reload.
    }
  }

  /// Swallows events until none has come for a while.
  private void settle(WatchKey first) throws InterruptedException {
    for (WatchKey key = first; key != null; key = next()) {
      key.pollEvents();
      key.reset();
    }
  }

  private @org.jspecify.annotations.Nullable WatchKey next() throws InterruptedException {
    return watcher.poll(SETTLE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void register() throws IOException {
    Set<Path> wanted = new HashSet<>();
    for (Path folder : store.folders().inOrder()) {
      Path existing = folder.toAbsolutePath();
      while (!Files.isDirectory(existing) && existing.getParent() != null) {
        existing = existing.getParent();
      }
      wanted.add(existing);
    }
    watched
        .entrySet()
        .removeIf(entry -> {
          boolean stale = !wanted.contains(entry.getKey()) || !entry.getValue().isValid();
          if (stale) {
            entry.getValue().cancel();
          }
          return stale;
        });
    for (Path folder : wanted) {
      if (!watched.containsKey(folder)) {
        watched.put(folder, folder.register(watcher, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE));
      }
    }
  }

  /// Stops the thread; idempotent.
  @Override
  public void close() {
    try {
      watcher.close();
      thread.join(2000);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
