// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.sweep;

import dev.hob.forge.bench.machine.ReadRate;
import dev.hob.forge.bench.model.BenchModels;
import dev.hob.forge.bench.model.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/// Asks Hob's side for one figure after another while one thing grows: prompt, context, batch,
/// adapters, model size; time and memory of each, beside the least that both could be: bytes that a
/// step must read at the rate at which memory can be read, bytes that must be held.
final class Sweep {
  static final int THREADS = 2;
  static final int BATCH = 8;
  private static final int ADAPTERS = 4;
  private static final int LOOKS = 9;

  /// Tokens of each sequence whose memory is looked at.
  private static final int HELD = 256;

  /// Left free behind the longest prompt, for the tokens that are decoded.
  private static final int SPARE = 128;

  private final Shape shape;
  private final BenchModels models;
  private final Consumer<String> progress;
  private double readBytesAMs;
  private double loudest;

  Sweep(Shape shape, BenchModels models, Consumer<String> progress) {
    this.shape = shape;
    this.models = models;
    this.progress = progress;
  }

  /// @param panels in rows of three
  /// @param readRate GB/s that memory gave; NaN without C kernels
  /// @param loudest most cores that others used in any part
  record Found(List<Panel> panels, double readRate, double loudest) {}

  /// Makes the models that are missing, then measures.
  Found run() {
    for (Shape each : Shape.values()) {
      progress.accept("model " + each.word());
      models.base(each);
    }
    readBytesAMs = 1e6 * readRate();
    List<Panel> panels = new ArrayList<>();
    panels.add(prompts());
    panels.addAll(contexts());
    List<Panel> batches = batches();
    List<Panel> adapters = adapters();
    List<Panel> sizes = sizes();
    Stream.of(batches, adapters, sizes).forEach(pair -> panels.add(pair.getFirst()));
    Stream.of(batches, adapters, sizes).forEach(pair -> panels.add(pair.getLast()));
    return new Found(List.copyOf(panels), readBytesAMs / 1e6, loudest);
  }

  /// At best: what is called the least must not be above it.
  private double readRate() {
    progress.accept("memory");
    Path largest = models.base(Shape.THREE_B).resolve("weights.safetensors"); // beyond all caches
    try (ReadRate read = new ReadRate(largest, THREADS)) {
      read.once(); // maps the pages
      return DoubleStream.generate(read::once).limit(LOOKS).max().orElseThrow();
    }
  }

  // --- what grows -------------------------------------------------------------------------------

  private Panel prompts() {
    List<Panel.Point> prefill = new ArrayList<>();
    try (Subject own = Subject.of(shape, models, 0)) {
      for (int tokens = 32; tokens <= shape.config().context() / 4; tokens *= 2) {
        progress.accept("prompt of " + tokens);
        prefill.add(new Panel.Point(tokens, own.prefillSeconds(tokens)));
      }
      loudest = Math.max(loudest, own.byOthers());
    }
    Panel.Text text = text("Time to the first token", "s", "prompt, tokens");
    return new Panel("prefill", text, prefill, List.of());
  }

  private List<Panel> contexts() {
    int most = shape.config().context() - SPARE;
    List<Panel.Point> time = new ArrayList<>();
    List<Panel.Point> memory = new ArrayList<>();
    try (Subject own = Subject.of(shape, models, 0)) {
      double weights = own.weightBytes();
      double held = 0;
      for (int tokens : new int[] {1, most / 8, most / 4, most / 2, most}) {
        progress.accept("context of " + tokens);
        own.open("at " + tokens, tokens);
        held += tokens; // each stays open
        time.add(new Panel.Point(tokens, own.tokenMs("at " + tokens)));
        memory.add(new Panel.Point(held, own.megabytes()));
      }
      loudest = Math.max(loudest, own.byOthers());
      DoubleUnaryOperator bytes = tokens -> weights + tokens * shape.kvBytes();
      return List.of(
          read("decode_context", text("Time of a token", "ms", "context, tokens"), time, bytes),
          held("memory_context", text("Memory", "MB", "tokens in the cache"), memory, bytes));
    }
  }

  private List<Panel> batches() {
    List<Panel.Point> time = new ArrayList<>();
    List<Panel.Point> memory = new ArrayList<>();
    try (Subject own = Subject.of(shape, models, 0)) {
      double weights = own.weightBytes();
      for (int sequences = 1; sequences <= BATCH; sequences++) {
        progress.accept("batch of " + sequences);
        time.add(new Panel.Point(sequences, own.batchMs(sequences, 0)));
      }
      memory.add(new Panel.Point(0, own.megabytes()));
      for (int sequences = 1; sequences <= BATCH; sequences++) {
        own.open("held " + sequences, HELD);
        memory.add(new Panel.Point(sequences, own.megabytes()));
      }
      loudest = Math.max(loudest, own.byOthers());
      return List.of(
          read(
              "decode_batch",
              text("Time of a step", "ms", "sequences in a step"),
              time,
              _ -> weights),
          held(
              "memory_batch",
              text("Memory", "MB", "sequences of " + HELD + " tokens"),
              memory,
              sequences -> weights + sequences * HELD * shape.kvBytes()));
    }
  }

  private List<Panel> adapters() {
    List<Panel.Point> time = new ArrayList<>();
    List<Panel.Point> memory = new ArrayList<>();
    double weights = 0;
    for (int adapters = 0; adapters <= ADAPTERS; adapters++) {
      progress.accept("adapters: " + adapters);
      try (Subject own = Subject.of(shape, models, adapters)) {
        weights = own.weightBytes();
        memory.add(new Panel.Point(adapters, own.megabytes()));
        time.add(new Panel.Point(adapters, own.batchMs(ADAPTERS, adapters)));
        loudest = Math.max(loudest, own.byOthers());
      }
    }
    double base = weights;
    DoubleUnaryOperator bytes = count -> base + count * shape.adapterBytes(BenchModels.RANK);
    String which = "different adapters on " + ADAPTERS + " sequences";
    return List.of(
        read("decode_adapters", text("Time of a step", "ms", which), time, bytes),
        held(
            "memory_adapters",
            text("Memory", "MB", "adapters of rank " + BenchModels.RANK),
            memory,
            bytes));
  }

  private List<Panel> sizes() {
    List<Panel.Point> time = new ArrayList<>();
    List<Panel.Point> memory = new ArrayList<>();
    for (Shape each : Shape.values()) {
      progress.accept("size " + each.word());
      try (Subject own = Subject.of(each, models, 0)) {
        double size = own.weightBytes() / 1e6;
        own.open("at", 32);
        time.add(new Panel.Point(size, own.tokenMs("at")));
        memory.add(new Panel.Point(size, own.megabytes()));
        loudest = Math.max(loudest, own.byOthers());
      }
    }
    time.sort(Comparator.comparingDouble(Panel.Point::x));
    memory.sort(Comparator.comparingDouble(Panel.Point::x));
    DoubleUnaryOperator bytes = megabytes -> megabytes * 1e6;
    return List.of(
        read("decode_size", text("Time of a token", "ms", "weights, MB"), time, bytes),
        held("memory_size", text("Memory", "MB", "weights, MB"), memory, bytes));
  }

  // --- panels -----------------------------------------------------------------------------------

  private static Panel.Text text(String title, String unit, String x) {
    return new Panel.Text(title, unit, x);
  }

  /// Milliseconds, beside the time that reading takes.
  private Panel read(
      String key, Panel.Text text, List<Panel.Point> points, DoubleUnaryOperator bytes) {
    return new Panel(
        key,
        text,
        points,
        Double.isNaN(readBytesAMs) ? List.of() : along(points, bytes, readBytesAMs));
  }

  /// Megabytes, beside those that must be held.
  private static Panel held(
      String key, Panel.Text text, List<Panel.Point> points, DoubleUnaryOperator bytes) {
    return new Panel(key, text, points, along(points, bytes, 1e6));
  }

  private static List<Panel.Point> along(
      List<Panel.Point> points, DoubleUnaryOperator bytes, double unit) {
    return points.stream()
        .map(point -> new Panel.Point(point.x(), bytes.applyAsDouble(point.x()) / unit))
        .toList();
  }
}
