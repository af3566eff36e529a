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

/// Prefill and decode speed, best of ten rounds (others use the machine as well, and what they take
/// only ever makes a round slower). Not a test.
///
/// `EngineBench [BASE-FOLDER]`; without a folder: config S with random palettized weights.
final class EngineBench {
  private static final int ROUNDS = 10;
  private static final int PROMPT = 256;
  private static final int ANSWER = 64;

  private EngineBench() {}

  public static void main(String[] args) throws Exception {
    Path work = Files.createTempDirectory("hob-bench");
    Ledger ledger = new Ledger();
    TinyBase shape = TinyBase.seeded(7, TinyBase.shapeS());
    Path folder = work.resolve("base");
    if (args.length > 0) {
      folder = Path.of(args[0]);
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
        for (int threads : new int[] {1, 2}) {
          EngineOptions options =
              new EngineOptions(threads, 8, 64, 64L << 20, 8L << 20, EngineOptions.Kernel.VECTOR);
          try (Engine engine = Engine.start(base, options, ledger)) {
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
        int[] prompt =
            new Random(round).ints(PROMPT, 128, base.config().vocabulary()).toArray();
        generations.add(
            engine.submit(
                new GenerationRequest(
                    prompt,
                    0,
                    set,
                    ANSWER,
                    Sampling.GREEDY,
                    TokenConstraint.NONE,
                    new int[0])));
      }
      double rate = 0;
      double nanos = 0;
      for (Generation generation : generations) {
        TokenEvent event = generation.next();
        while (!(event instanceof TokenEvent.Finished)) {
          event = generation.next();
        }
        TokenEvent.Finished end = (TokenEvent.Finished) event;
        nanos += end.prefillNanos();
        rate += (ANSWER - 1) * 1e9 / end.decodeNanos();
      }
      prefill = Math.max(prefill, 1e9 * PROMPT * sets.size() / nanos);
      decode = Math.max(decode, rate);
    }
    System.out.printf(
        "%d threads, %s: prefill %.0f tokens/s, decode %.0f tokens/s in all%n",
        threads, name, prefill, decode);
  }
}
