// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.bundle.Base;
import dev.hob.engine.constrain.TokenConstraint;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.sample.Sampling;
import dev.hob.engine.testing.TinyBase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A tiny base with three adapters on an engine, and what a sequence says alone.
abstract class EngineFixture {
  static final long SEED = Long.getLong("hob.seed", 81L);
  @TempDir Path folder;
  final Ledger ledger = new Ledger();
  Base base;
  Engine engine;
  final List<Adapter> adapters = new ArrayList<>();
  final EngineOptions options;
  final long pageBytes;

  /// @param pageBytes of the tiny base's KV with these kernels
  EngineFixture(EngineOptions.Kernel kernel, long pageBytes) {
    options = new EngineOptions(2, 4, 24, 8L << 20, 1L << 20, kernel);
    this.pageBytes = pageBytes;
  }

  @BeforeEach
  void open() throws IOException {
    TinyBase tiny = TinyBase.seeded(7);
    tiny.write(folder.resolve("base"));
    base = Base.open(folder.resolve("base"), ledger);
    for (int i = 0; i < 3; i++) {
      tiny.writeAdapter(folder.resolve("a" + i), i, 4 + 7 * i);
      adapters.add(Adapter.open(folder.resolve("a" + i), base, ledger));
    }
    engine = Engine.start(base, options, ledger);
  }

  @AfterEach
  void close() {
    engine.close();
    adapters.forEach(Adapter::close);
    base.close();
    assertEquals(0, ledger.total(), () -> "ledger " + ledger.snapshot());
  }

  /// What one generation said.
  record Told(List<Integer> ids, List<Float> logs, int cached, TokenEvent.Finished end) {}

  static Told read(Generation generation) throws InterruptedException {
    List<Integer> ids = new ArrayList<>();
    List<Float> logs = new ArrayList<>();
    int cached = -1;
    while (true) {
      switch (generation.next()) {
        case TokenEvent.Started started -> cached = started.cachedTokens();
        case TokenEvent.Token token -> {
          ids.add(token.id());
          logs.add(token.logProbability());
        }
        case TokenEvent.Finished end -> {
          return new Told(ids, logs, cached, end);
        }
      }
    }
  }

  /// What `request` says alone, without speculation, sharing or a second thread.
  Told solo(GenerationRequest request) throws InterruptedException {
    EngineOptions plain = new EngineOptions(1, 1, 24, 8L << 20, 0, options.kernel()).withDrafts(0);
    try (Engine alone = Engine.start(base, plain, ledger);
        Generation generation = alone.submit(request)) {
      return read(generation);
    }
  }

  static GenerationRequest request(
      int[] prompt, int prefix, List<Adapter> adapters, int most, Sampling sampling) {
    return new GenerationRequest(
        prompt, prefix, adapters, most, sampling, TokenConstraint.NONE, new int[] {2});
  }

  int[] prompt(Random random, int length) {
    return random.ints(length, 128, base.config().vocabulary()).toArray();
  }

  List<Adapter> someAdapters(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> List.of();
      case 1 -> List.of(adapters.get(2), adapters.get(0));
      default -> List.of(adapters.get(random.nextInt(3)));
    };
  }
}
