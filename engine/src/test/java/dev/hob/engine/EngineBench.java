// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine;

import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.bundle.Base;
import dev.hob.engine.constrain.TokenConstraint;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.sample.Sampling;
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
final class EngineBench {
  private static final int ROUNDS = 6;
  private static final int PROMPT = 256;
  private static final int ANSWER = 48;

  private EngineBench() {}

  public static void main(String[] args) throws Exception {
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
