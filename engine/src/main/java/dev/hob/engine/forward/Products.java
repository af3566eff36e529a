// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.forward;

import dev.hob.engine.kernel.KernelPool;
import dev.hob.engine.kernel.Kernels;
import dev.hob.engine.kernel.Rows;
import dev.hob.engine.kernel.Strip16;
import dev.hob.engine.kernel.Weights;
import java.util.ArrayList;
import java.util.List;

/// Several products that may run at the same time, cut into chunks of strips for the workers. Used
/// again for every parallel region; caller thread of the pool only.
final class Products {
  /// Multiply-adds of a chunk: about 5 microseconds, small beside a product, large beside handing
  /// it out.
  private static final long CHUNK = 48_000;

  /// Multiply-adds below which a region is not worth a second worker: handing it out costs a
  /// microsecond when the worker spins, but milliseconds when the machine is busy and it was
  /// descheduled in the middle of its chunk.
  static final long PARALLEL = 150_000;

  private final Kernels kernels;
  private final KernelPool pool;
  private final List<Task> tasks = new ArrayList<>();

  Products(Kernels kernels, KernelPool pool) {
    this.kernels = kernels;
    this.pool = pool;
  }

  private record Task(
      Weights w, Rows x, Rows y, Kernels.StripRange range, float scaling, boolean add) {
    long work() {
      return (long) (range.to() - range.from()) * Strip16.ROWS * w.columns() * x.count();
    }
  }

  /// Adds `y = w x`.
  void set(Weights w, Rows x, Rows y) {
    cut(w, x, y, 1f, false);
  }

  /// Adds `y = scaling · (w x)`.
  void scaled(Weights w, Rows x, Rows y, float scaling) {
    tasks.add(new Task(w, x, y, Kernels.StripRange.all(w), scaling, false));
  }

  /// Adds `y += w x`. Two of these on the same `y` must not be in one region.
  void add(Weights w, Rows x, Rows y) {
    cut(w, x, y, 1f, true);
  }

  private void cut(Weights w, Rows x, Rows y, float scaling, boolean add) {
    int strips = Strip16.strips(w.rows());
    long work = (long) Strip16.ROWS * w.columns() * Math.max(1, x.count());
    int step = Math.clamp(CHUNK / work, 1, strips);
    for (int from = 0; from < strips; from += step) {
      Kernels.StripRange range = new Kernels.StripRange(from, Math.min(strips, from + step));
      tasks.add(new Task(w, x, y, range, scaling, add));
    }
  }

  boolean isEmpty() {
    return tasks.isEmpty();
  }

  /// Runs what was added and forgets it.
  void run() {
    try {
      if (tasks.stream().mapToLong(Task::work).sum() < PARALLEL) {
        tasks.forEach(this::run);
      } else {
        pool.run(tasks.size(), (chunk, _) -> run(tasks.get(chunk)));
      }
    } finally {
      tasks.clear();
    }
  }

  private void run(Task task) {
    kernels.multiply(task.w(), task.x(), task.y(), task.range(), task.add());
    if (task.scaling() != 1f) {
      for (int t = 0; t < task.y().count(); t++) {
        for (int i = 0; i < task.w().rows(); i++) {
          task.y().values()[task.y().at(t) + i] *= task.scaling();
        }
      }
    }
  }
}
