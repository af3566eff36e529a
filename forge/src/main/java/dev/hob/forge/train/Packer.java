// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.train;

import dev.hob.forge.shard.Example;
import dev.hob.forge.shard.ExampleSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Packs whole documents into rows of fixed length.
///
/// A document goes where the least room is left over. Running text that fits nowhere is cut to the
/// largest room; a task is never cut: it waits for the next batch, and one longer than a row is
/// left out. The same cursor always gives the same batch.
public final class Packer {
  /// A batch, and where to go on.
  public record Packed(Batch batch, Cursor next) {}

  private static final int PATIENCE = 24;
  private static final int MOST_WAITING = 64;
  private static final int WORTH_CUTTING = 24;

  private final ExampleSource source;
  private final int rows;
  private final int length;

  /// A packer of batches of `rows` rows of `length` tokens.
  public Packer(ExampleSource source, int rows, int length) {
    this.source = source;
    this.rows = rows;
    this.length = length;
  }

  /// The batch at a cursor.
  public Packed pack(Cursor cursor) {
    Rows open = new Rows(rows, length);
    List<Long> waiting = new ArrayList<>();
    for (long index : cursor.carried()) {
      if (!open.add(source.at(index))) {
        waiting.add(index);
      }
    }
    long next = cursor.next();
    int refused = 0;
    while (refused < PATIENCE && waiting.size() < MOST_WAITING && open.largestRoom() > 0) {
      Example example = source.at(next);
      if (example.tokens().length <= length && !open.add(example)) {
        waiting.add(next);
        refused++;
      }
      next++;
    }
    return new Packed(open.batch(), new Cursor(next, waiting));
  }

  private static boolean mayBeCut(String family) {
    return family.startsWith("prose") || family.startsWith("dialogue");
  }

  private static final class Rows {
    private final int length;
    private final int[] used;
    private final int[] tokens;
    private final int[] starts;
    private final int[] targets;
    private final float[] weights;
    private final String[] families;

    Rows(int rows, int length) {
      this.length = length;
      used = new int[rows];
      tokens = new int[rows * length];
      starts = new int[rows * length];
      targets = new int[rows * length];
      weights = new float[rows * length];
      families = new String[rows * length];
      Arrays.fill(families, "");
      for (int i = 0; i < starts.length; i++) {
        starts[i] = i % length;
      }
    }

    int largestRoom() {
      return length - Arrays.stream(used).min().orElse(length);
    }

    boolean add(Example example) {
      int size = example.tokens().length;
      int best = -1;
      for (int row = 0; row < used.length; row++) {
        boolean fits = length - used[row] >= size;
        if (fits && (best < 0 || used[row] > used[best])) {
          best = row;
        }
      }
      if (best < 0 && mayBeCut(example.family()) && largestRoom() >= WORTH_CUTTING) {
        size = largestRoom();
        best = emptiest();
      }
      if (best < 0) {
        return false;
      }
      place(example, best, size);
      return true;
    }

    private int emptiest() {
      int best = 0;
      for (int row = 1; row < used.length; row++) {
        best = used[row] < used[best] ? row : best;
      }
      return best;
    }

    private void place(Example example, int row, int size) {
      int at = row * length + used[row];
      System.arraycopy(example.tokens(), 0, tokens, at, size);
      Arrays.fill(starts, at, at + size, used[row]);
      Arrays.fill(families, at, at + size, example.family());
      for (int i = 0; i + 1 < size; i++) {
        targets[at + i] = example.tokens()[i + 1];
        weights[at + i] = example.lossWeights()[i + 1];
      }
      used[row] += size;
    }

    Batch batch() {
      return new Batch(tokens, starts, targets, weights, families, length);
    }
  }
}
