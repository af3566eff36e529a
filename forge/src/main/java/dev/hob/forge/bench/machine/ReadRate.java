// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;

/// How fast memory can be read: every byte once, one stream a thread, as decoding reads weights.
public final class ReadRate implements AutoCloseable {
  private static final VectorSpecies<Long> WIDE = LongVector.SPECIES_PREFERRED;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment bytes;
  private final int threads;

  /// What was read, so that reading is not taken away.
  private volatile long sum;

  /// @param file large, in page cache
  public ReadRate(Path file, int threads) {
    this.threads = threads;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Gigabytes a second of one pass.
  public double once() {
    long part = bytes.byteSize() / threads / 4096 * 4096;
    List<Thread> all = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 0; i < threads; i++) {
      MemorySegment mine = bytes.asSlice(i * part, part);
      all.add(Thread.ofPlatform().start(() -> sum += read(mine)));
    }
    for (Thread each : all) {
      try {
        each.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return (double) part * threads / (System.nanoTime() - start);
  }

  private static long read(MemorySegment bytes) {
    LongVector a = LongVector.zero(WIDE);
    LongVector b = a;
    long step = 2L * WIDE.vectorByteSize();
    for (long at = 0; at + step <= bytes.byteSize(); at += step) {
      a = a.add(LongVector.fromMemorySegment(WIDE, bytes, at, java.nio.ByteOrder.nativeOrder()));
      b =
          b.add(
              LongVector.fromMemorySegment(
                  WIDE, bytes, at + WIDE.vectorByteSize(), java.nio.ByteOrder.nativeOrder()));
    }
    return a.add(b).reduceLanes(jdk.incubator.vector.VectorOperators.ADD);
  }

  @Override
  public void close() {
    arena.close();
  }
}
