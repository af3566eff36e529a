// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine;

import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.bundle.Base;
import dev.hob.engine.bundle.ModelConfig;
import dev.hob.engine.constrain.TokenConstraint;
import dev.hob.engine.forward.Backend;
import dev.hob.engine.forward.Span;
import dev.hob.engine.kv.PagePool;
import dev.hob.engine.kv.PageTable;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.sample.Sampling;
import dev.hob.engine.testing.ScriptConstraint;
import dev.hob.engine.testing.TinyBase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Prefill and decode speed, best of some rounds (others use the machine as well, and what they
/// take only ever makes a round slower). With one thread the time is the CPU time of `hob-batch`,
/// which a busy machine changes little. Not a test.
///
/// `EngineBench KERNEL [BASE-FOLDER [both]]`; KERNEL as in [EngineOptions.Kernel]; without a
/// folder: config S with random palettized weights; `both`: with two threads as well. With one
/// thread C's work is all on `hob-batch`, too.
///
/// `EngineBench speculation KERNEL FOLDER`: what a step over n rows costs, and decode with and
/// without drafts on text of which four fifths are copied, alternating, wall time on two threads;
/// FOLDER is made (300 M weights, more than any cache holds) if it is not there.
final class EngineBench {
  private static final int ROUNDS = 6;
  private static final int PROMPT = 256;
  private static final int ANSWER = 48;

  private EngineBench() {}

  public static void main(String[] args) throws Exception {
    if (args[0].equals("speculation")) {
      speculation(EngineOptions.Kernel.valueOf(args[1]), Path.of(args[2]));
      return;
    }
    Path work = Files.createTempDirectory("hob-bench");
    Ledger ledger = new Ledger();
    TinyBase shape = TinyBase.seeded(7, TinyBase.shapeS());
    Path folder = work.resolve("base");
    EngineOptions.Kernel kernel = EngineOptions.Kernel.valueOf(args[0]);
    if (args.length > 1) {
      folder = Path.of(args[1]);
    } else {
      shape.write(folder);
    }
    long start = System.nanoTime();
    try (Base base = Base.open(folder, ledger)) {
      System.out.printf("open %.0f ms%n", (System.nanoTime() - start) / 1e6);
      TinyBase like = TinyBase.seeded(1, base.config());
      like.writeAdapter(work.resolve("a"), 1, 16);
      like.writeAdapter(work.resolve("b"), 2, 16);
      start = System.nanoTime();
      try (Adapter a = Adapter.open(work.resolve("a"), base, ledger);
          Adapter b = Adapter.open(work.resolve("b"), base, ledger)) {
        System.out.printf("two adapters %.0f ms%n", (System.nanoTime() - start) / 1e6);
        for (int threads : args.length > 2 ? new int[] {1, 2} : new int[] {1}) {
          EngineOptions options = new EngineOptions(threads, 8, 64, 64L << 20, 8L << 20, kernel);
          try (Engine engine = Engine.start(base, options, ledger)) {
            System.out.println(engine.figures().kernel());
            measure(engine, base, "no adapter", threads, List.of(List.of()));
            measure(engine, base, "one adapter", threads, List.of(List.of(a)));
            measure(
                engine,
                base,
                "4 sequences, 2 adapters",
                threads,
                List.of(List.of(a), List.of(b), List.of(a), List.of(b)));
          }
        }
      }
    }
    System.out.println(ledger.snapshot());
  }

  private static void speculation(EngineOptions.Kernel kernel, Path folder) throws Exception {
    if (!Files.isDirectory(folder)) {
      ModelConfig shape =
          new ModelConfig(
              "Qwen3ForCausalLM",
              1536,
              12,
              4096,
              12,
              4,
              128,
              8192,
              4096,
              1e-6,
              50_000,
              true,
              true,
              2);
      TinyBase.seeded(7, shape).write(folder);
    }
    Ledger ledger = new Ledger();
    try (Base base = Base.open(folder, ledger)) {
      steps(kernel, base, ledger);
      EngineOptions drafting = new EngineOptions(2, 8, 252, 512L << 20, 64L << 20, kernel);
      try (Engine engine = Engine.start(base, drafting, ledger)) {
        for (int run : new int[] {4, 16, 40}) {
          alternate(engine, base, run);
        }
      }
    }
  }

  private static void steps(EngineOptions.Kernel kernel, Base base, Ledger ledger) {
    try (Backend backend = Engine.backend(kernel, base, 2, 16, ledger);
        PagePool pages = new PagePool(backend.pageBytes(), Long.MAX_VALUE, ledger);
        PageTable table = new PageTable(pages, 0)) {
      int[] tokens = new Random(1).ints(16, 128, base.config().vocabulary()).toArray();
      double[] best = new double[17];
      java.util.Arrays.fill(best, Double.MAX_VALUE);
      for (int round = 0; round < 20; round++) {
        for (int n = 1; n <= 16; n++) {
          long start = System.nanoTime();
          backend.step(
              List.of(
                  new Span(
                      java.util.Arrays.copyOf(tokens, n), 0, table, List.of(), Span.Wanted.ALL)));
          best[n] = Math.min(best[n], (System.nanoTime() - start) / 1e6);
        }
      }
      for (int n = 1; n <= 16; n++) {
        System.out.printf("%d rows %.2f ms, C = %.2f%n", n, best[n], best[n] / best[1]);
      }
    }
  }

  /// Runs of about `run` tokens are copied from the prompt, a fourth as many invented between them.
  private static void alternate(Engine engine, Base base, int run) throws InterruptedException {
    List<Double> ratios = new ArrayList<>();
    String last = "";
    for (int round = 0; round < 7; round++) {
      Random random = new Random(100 + round);
      int[] prompt = random.ints(500, 128, base.config().vocabulary()).toArray();
      int[] script = new int[240];
      int source = 0;
      for (int at = 0; at < script.length; ) {
        int end = Math.min(script.length, at + Math.max(1, run / 2 + random.nextInt(run)));
        for (; at < end; at++) {
          script[at] = prompt[source++ % prompt.length];
        }
        int gap = Math.max(1, run / 4);
        for (int i = 0; i < gap && at < script.length; i++, at++, source++) {
          script[at] = 128 + random.nextInt(base.config().vocabulary() - 128);
        }
      }
      GenerationRequest request =
          new GenerationRequest(
              prompt,
              0,
              List.of(),
              script.length,
              Sampling.GREEDY,
              new ScriptConstraint(script, false),
              new int[0]);
      TokenEvent.Finished plain = finish(engine.submit(request.withoutSpeculation()));
      TokenEvent.Finished drafted = finish(engine.submit(request));
      ratios.add((double) plain.decodeNanos() / drafted.decodeNanos());
      last =
          "plain %.1f, drafting %.1f tokens/s; drafted %d, accepted %d of %d"
              .formatted(
                  239e9 / plain.decodeNanos(),
                  239e9 / drafted.decodeNanos(),
                  drafted.drafted(),
                  drafted.accepted(),
                  script.length);
    }
    ratios.sort(null);
    System.out.printf("runs of %d: ratio %.2f %s; last: %s%n", run, ratios.get(3), ratios, last);
  }

  private static TokenEvent.Finished finish(Generation generation) throws InterruptedException {
    while (true) {
      if (generation.next() instanceof TokenEvent.Finished finished) {
        return finished;
      }
    }
  }

  private static void measure(
      Engine engine, Base base, String name, int threads, List<List<Adapter>> sets)
      throws InterruptedException {
    double prefill = 0;
    double decode = 0;
    for (int round = 0; round < ROUNDS; round++) {
      List<Generation> generations = new ArrayList<>();
      for (List<Adapter> set : sets) {
        int[] prompt = new Random(round).ints(PROMPT, 128, base.config().vocabulary()).toArray();
        generations.add(
            engine.submit(
                new GenerationRequest(
                    prompt, 0, set, ANSWER, Sampling.GREEDY, TokenConstraint.NONE, new int[0])));
      }
      double begin = time(threads);
      for (Generation generation : generations) {
        TokenEvent event = generation.next();
        while (!(event instanceof TokenEvent.Token)) {
          event = generation.next();
        }
      }
      double middle = time(threads);
      for (Generation generation : generations) {
        TokenEvent event = generation.next();
        while (!(event instanceof TokenEvent.Finished)) {
          event = generation.next();
        }
      }
      prefill = Math.max(prefill, PROMPT * sets.size() / (middle - begin));
      decode = Math.max(decode, (ANSWER - 1) * sets.size() / (time(threads) - middle));
    }
    System.out.printf(
        "%d threads, %s: prefill %.0f tokens/s, decode %.0f tokens/s in all%n",
        threads, name, prefill, decode);
  }

  /// Seconds: CPU time of the batch loop where it does all the work, else wall time.
  private static double time(int threads) {
    if (threads > 1) {
      return System.nanoTime() / 1e9;
    }
    var threadsBean = java.lang.management.ManagementFactory.getThreadMXBean();
    return Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("hob-batch"))
            .mapToLong(thread -> threadsBean.getThreadCpuTime(thread.threadId()))
            .max()
            .orElse(0)
        / 1e9;
  }
}
