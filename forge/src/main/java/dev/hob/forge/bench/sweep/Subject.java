// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.forge.bench.engine.Figure;
import dev.hob.forge.bench.engine.Side;
import dev.hob.forge.bench.machine.QuietCheck;
import dev.hob.forge.bench.model.BenchModels;
import dev.hob.forge.bench.model.Shape;
import java.util.List;

/// Hob's side with one model, warm, in a process of its own. What it gives is the median of several
/// steps. One thread.
final class Subject implements AutoCloseable {
  private static final int FEWEST_STEPS = 8;
  private static final int MOST_STEPS = 64;

  /// Weights that all steps together pass: a small model takes more steps.
  private static final long PASSED = 24_000_000_000L;

  private static final int PREFILLS = 3;

  private final Side side;
  private final QuietCheck quiet;
  private final int steps;
  private final double weightBytes;

  private Subject(Shape shape, Side side, ObjectNode load) {
    this.side = side;
    quiet = new QuietCheck(List.of(ProcessHandle.current().pid(), side.pid()));
    steps = Math.clamp(PASSED / shape.weights(), FEWEST_STEPS, MOST_STEPS);
    weightBytes = side.ask("load", load).path("mappedBytes").asDouble();
    batchMs(Sweep.BATCH, 0); // pages mapped, memory for a step taken, code compiled
  }

  static Subject of(Shape shape, BenchModels models, int adapters) {
    ObjectNode load =
        Side.question().put("model", models.base(shape).toString()).put("threads", Sweep.THREADS);
    ArrayNode folders = load.putArray("adapters");
    models.adapters(shape, adapters).forEach(folder -> folders.add(folder.toString()));
    Side side = Side.own("hob with " + shape.word());
    try {
      return new Subject(shape, side, load);
    } catch (RuntimeException e) {
      side.close();
      throw e;
    }
  }

  /// Of the base, as it is mapped.
  double weightBytes() {
    return weightBytes;
  }

  /// A step over so many sequences.
  ///
  /// @param adapted so many of them have an adapter, each another one
  double batchMs(int sequences, int adapted) {
    ObjectNode question = Side.question().put("count", steps);
    ArrayNode adapters = question.putArray("adapters");
    for (int i = 0; i < sequences; i++) {
      adapters.add(i < adapted ? i : -1);
    }
    return Side.medianMs(side.ask("batch", question));
  }

  /// From a request to its first token.
  double prefillSeconds(int tokens) {
    double[] ms = new double[PREFILLS];
    for (int i = 0; i < PREFILLS; i++) {
      JsonNode answer = side.ask("prefill", Side.question().put("tokens", tokens));
      ms[i] = answer.path("ms").asDouble();
    }
    return Figure.median(ms) / 1e3;
  }

  /// A sequence that stays in the cache.
  void open(String id, int tokens) {
    side.ask("open", Side.question().put("id", id).put("tokens", tokens));
  }

  /// One of the next tokens of a sequence that is open.
  double tokenMs(String id) {
    return Side.medianMs(side.ask("step", Side.question().put("id", id).put("count", steps)));
  }

  /// What is resident beside the runtime's own.
  double megabytes() {
    JsonNode memory = side.ask("memory");
    double beside = memory.path("resident").asDouble() - memory.path("jvm").asDouble();
    return Math.max(0, beside) / 1e6;
  }

  /// Cores that others have used since it began.
  double byOthers() {
    return quiet.byOthers();
  }

  @Override
  public void close() {
    side.close();
  }
}
