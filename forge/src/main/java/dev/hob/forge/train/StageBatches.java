// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.train;

import dev.hob.forge.shard.ExampleSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Batches by stage and cursor, the next one packed while the last one is trained on.
final class StageBatches implements AutoCloseable {
  private record Ahead(String stage, Cursor cursor, CompletableFuture<Packer.Packed> packed) {}

  private final Function<String, ExampleSource> sources;
  private final int rows;
  private final int length;
  private final Map<String, Packer> packers = new HashMap<>();
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("packer").factory());
  private @Nullable Ahead ahead;

  StageBatches(Function<String, ExampleSource> sources, int rows, int length) {
    this.sources = sources;
    this.rows = rows;
    this.length = length;
  }

  /// The batch at a cursor; what is packed ahead never changes it.
  Packer.Packed at(String stage, Cursor cursor) {
    Packer packer = packers.computeIfAbsent(stage, s -> new Packer(sources.apply(s), rows, length));
    Ahead ready = ahead;
    Packer.Packed packed =
        ready != null && ready.stage.equals(stage) && ready.cursor.equals(cursor)
            ? ready.packed.join()
            : packer.pack(cursor);
    Cursor next = packed.next();
    ahead = new Ahead(stage, next, CompletableFuture.supplyAsync(() -> packer.pack(next), worker));
    return packed;
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }
}
