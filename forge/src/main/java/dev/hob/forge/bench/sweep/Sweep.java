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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/// Asks Hob's side for one figure after another while one thing grows. What is drawn is the median
/// of several steps.
final class Sweep {
  static final int THREADS = 2;
  private static final int STEPS = 8;
  private static final int BATCH = 8;
  private static final int ADAPTERS = 4;
  private static final int PREFILLS = 3;

  /// Left free behind the longest prompt, for the tokens that are decoded.
  private static final int SPARE = 64;

  private final Shape shape;
  private final BenchModels models;
  private final Consumer<String> progress;
  private final List<Panel> panels = new ArrayList<>();
  private double loudest;

  Sweep(Shape shape, BenchModels models, Consumer<String> progress) {
    this.shape = shape;
    this.models = models;
    this.progress = progress;
  }

  /// All panels, in the order in which they are drawn.
  List<Panel> run() {
    models.base(shape);
    models.adapters(shape, ADAPTERS);
    try (Side own = Side.own("hob")) {
      QuietCheck quiet = new QuietCheck(List.of(ProcessHandle.current().pid(), own.pid()));
      own.ask("load", load(shape, ADAPTERS));
      own.ask("batch", batch(1, 0)); // pages mapped, code compiled
      batches(own);
      prefills(own);
      contexts(own);
      loudest = Math.max(loudest, quiet.byOthers());
    }
    sizes();
    return List.copyOf(panels);
  }

  /// Most cores that others used in any part.
  double loudest() {
    return loudest;
  }

  private void batches(Side own) {
    progress.accept("batch");
    List<Panel.Point> plain = new ArrayList<>();
    for (int sequences = 1; sequences <= BATCH; sequences++) {
      plain.add(new Panel.Point(sequences, Side.medianMs(own.ask("batch", batch(sequences, 0)))));
    }
    panel("Decode and batch", "sequences in a step", "a step (ms)", plain);
    progress.accept("adapters");
    List<Panel.Point> adapted = new ArrayList<>();
    for (int adapters = 0; adapters <= ADAPTERS; adapters++) {
      JsonNode answer = own.ask("batch", batch(ADAPTERS, adapters));
      adapted.add(new Panel.Point(adapters, Side.medianMs(answer)));
    }
    panel(
        "Decode and adapters",
        "different adapters among " + ADAPTERS + " sequences",
        "a step (ms)",
        adapted);
  }

  /// @param adapted so many of the sequences have an adapter, each another one
  private static ObjectNode batch(int sequences, int adapted) {
    ObjectNode question = Side.question().put("count", STEPS);
    ArrayNode adapters = question.putArray("adapters");
    for (int i = 0; i < sequences; i++) {
      adapters.add(i < adapted ? i : -1);
    }
    return question;
  }

  private void prefills(Side own) {
    List<Panel.Point> points = new ArrayList<>();
    for (int tokens = 32; tokens <= shape.config().context() / 4; tokens *= 2) {
      progress.accept("prefill of " + tokens);
      double[] ms = new double[PREFILLS];
      for (int i = 0; i < PREFILLS; i++) {
        ms[i] = own.ask("prefill", Side.question().put("tokens", tokens)).path("ms").asDouble();
      }
      points.add(new Panel.Point(tokens, Figure.median(ms) / 1000));
    }
    panel("Prefill", "prompt (tokens)", "up to the first token (s)", points);
  }

  /// Each context stays open: its pages add to the memory of those before it.
  private void contexts(Side own) {
    List<Panel.Point> time = new ArrayList<>();
    List<Panel.Point> memory = new ArrayList<>();
    int most = shape.config().context() - SPARE;
    long held = 0;
    for (int tokens : new int[] {1, most / 8, most / 4, most / 2, most}) {
      progress.accept("context of " + tokens);
      own.ask("open", Side.question().put("id", "at").put("tokens", tokens));
      JsonNode steps = own.ask("step", Side.question().put("id", "at").put("count", STEPS));
      time.add(new Panel.Point(tokens, Side.medianMs(steps)));
      held += tokens;
      memory.add(new Panel.Point(held, megabytes(own)));
    }
    panel("Decode and context", "context (tokens)", "a token (ms)", time);
    panel(
        "Memory and context",
        "tokens held, of all sequences",
        "resident beside the heap (MB)",
        memory);
  }

  /// Of every shape whose model is there.
  private void sizes() {
    List<Panel.Point> time = new ArrayList<>();
    List<Panel.Point> memory = new ArrayList<>();
    for (Shape each : models.made()) {
      progress.accept("size " + each.word());
      try (Side own = Side.own("hob with " + each.word())) {
        QuietCheck quiet = new QuietCheck(List.of(ProcessHandle.current().pid(), own.pid()));
        double size = own.ask("load", load(each, 0)).path("mappedBytes").asDouble() / 1e6;
        own.ask("open", Side.question().put("id", "at").put("tokens", 32));
        own.ask("step", Side.question().put("id", "at").put("count", STEPS));
        JsonNode steps = own.ask("step", Side.question().put("id", "at").put("count", STEPS));
        time.add(new Panel.Point(size, Side.medianMs(steps)));
        memory.add(new Panel.Point(size, megabytes(own)));
        loudest = Math.max(loudest, quiet.byOthers());
      }
    }
    time.sort(Comparator.comparingDouble(Panel.Point::x));
    memory.sort(Comparator.comparingDouble(Panel.Point::x));
    panel("Decode and model size", "weights (MB)", "a token (ms)", time);
    panel("Memory and model size", "weights (MB)", "resident beside the heap (MB)", memory);
  }

  private static double megabytes(Side own) {
    JsonNode memory = own.ask("memory");
    double beside = memory.path("resident").asDouble() - memory.path("jvm").asDouble();
    return Math.max(0, beside) / 1e6;
  }

  private ObjectNode load(Shape which, int adapters) {
    ObjectNode question =
        Side.question().put("model", models.base(which).toString()).put("threads", THREADS);
    ArrayNode folders = question.putArray("adapters");
    models.adapters(which, adapters).forEach(folder -> folders.add(folder.toString()));
    return question;
  }

  private void panel(String title, String x, String y, List<Panel.Point> points) {
    panels.add(new Panel(title, x, y, points));
  }
}
