// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.forge.bench.machine.BusyCore;
import dev.hob.forge.bench.machine.QuietCheck;
import dev.hob.forge.bench.machine.ReadRate;
import dev.hob.forge.bench.model.BenchModels;
import dev.hob.forge.bench.model.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Measures one shape: Hob and, where there is one, the rival take turns in every round, each in
/// its own process, with the same number of threads.
final class EngineBench {
  static final int THREADS = 2;
  private static final int PREFILL = 256;
  private static final int STEPS = 8;
  static final int BATCH = 4;

  /// Prompt tokens of a full step of the engine.
  private static final int CHUNK = 252;

  static final int COPY_PROMPT = 400;
  private static final int COPY_TOKENS = 160;
  private static final int ADAPTERS = 4;

  /// Tokens in the cache of the sequences that are decoded, by the name of their figure.
  enum Depth {
    DECODE("decode", 1),
    DECODE_1K("decode_1k", 1024),
    DECODE_3K("decode_3k", 3072);

    private final String figure;
    private final int tokens;

    Depth(String figure, int tokens) {
      this.figure = figure;
      this.tokens = tokens;
    }

    String figure() {
      return figure;
    }

    int tokens() {
      return tokens;
    }
  }

  private final Shape shape;
  private final BenchModels models;
  private final Optional<Supplier<Side>> rivals;
  private final int rounds;
  private final Consumer<String> progress;
  private final Questions questions;
  private final Results results = new Results();

  /// @param rivals starts llama.cpp's side; empty = Hob alone
  EngineBench(
      Shape shape,
      BenchModels models,
      Optional<Supplier<Side>> rivals,
      int rounds,
      Consumer<String> progress) {
    this.shape = shape;
    this.models = models;
    this.rivals = rivals;
    this.rounds = rounds;
    this.progress = progress;
    questions = new Questions(shape, models);
  }

  Results run() {
    progress.accept("models");
    models.base(shape);
    models.adapters(shape, ADAPTERS + 1);
    if (rivals.isPresent()) {
      models.gguf(shape);
      models.ggufAdapter(shape);
    }
    Loads loads = new Loads(questions, results);
    for (int round = 0; round < Math.min(rounds, 3); round++) {
      progress.accept("load " + (round + 1));
      loads.round(rivals);
    }
    vector();
    products();
    turns();
    return results;
  }

  // --- processes of their own -------------------------------------------------------------------

  private void vector() {
    try (Side own = Side.own("hob with Vector kernels")) {
      progress.accept("vector kernels");
      own.ask("load", questions.load(0, "vector"));
      own.ask("open", Side.question().put("id", "decode").put("tokens", 1));
      own.ask("step", Questions.step("decode", 2 * STEPS)); // compiled by then
      for (int round = 0; round < Math.min(rounds, 5); round++) {
        results.own(
            "vector_decode", rate(own.ask("step", Questions.step("decode", STEPS))), "tokens/s");
      }
    }
  }

  /// One thread against the limit of one: a barrier between threads is no product.
  private void products() {
    Dots.title().ifPresent(title -> results.fact("dotsLimit", title));
    try (Side own = Side.own("hob")) {
      progress.accept("products");
      own.ask("load", questions.load(0, "best"));
      for (int round = 0; round < Math.min(rounds, 3); round++) {
        QuietCheck quiet = new QuietCheck(List.of(self(), own.pid()));
        results.own("dots_limit", Dots.limit(THREADS), "GOP/s");
        results.own("dots_limit_one_thread", Dots.limit(1), "GOP/s");
        double rate =
            own.ask("products", Side.question().put("rows", CHUNK)).path("gops").asDouble();
        results.own("products_one_thread", rate, "GOP/s");
        results.quiet("products", quiet.byOthers());
      }
    }
  }

  // --- everything that takes turns --------------------------------------------------------------

  private void turns() {
    Path weights = models.base(shape).resolve("weights.safetensors");
    try (Side own = Side.own("hob");
        Closing rival = new Closing(rivals.map(Supplier::get));
        ReadRate read = new ReadRate(weights, THREADS)) {
      read.once(); // maps the pages
      List<Long> mine = new ArrayList<>(List.of(self(), own.pid()));
      rival.side().ifPresent(side -> mine.add(side.pid()));
      own.ask("load", questions.load(ADAPTERS, "best"));
      rival.side().ifPresent(side -> prepare(side, Depth.values().length + 1));
      prepare(own);
      for (int round = 0; round < rounds; round++) {
        progress.accept("round " + (round + 1) + " of " + rounds);
        QuietCheck quiet = new QuietCheck(mine);
        plainDecode(own, rival.side(), read);
        for (Depth depth : depths()) {
          if (depth != Depth.DECODE) {
            decode(own, rival.side(), depth.figure, depth.figure);
          }
        }
        decode(own, rival.side(), "adapted", "decode_adapter");
        prefill(own, rival.side());
        batch(own, rival.side());
        copy(own, round);
        results.own("adapter_switch", adapter(own).path("switchMs").asDouble(), "ms");
        results.quiet("round", quiet.byOthers());
        try (BusyCore _ = new BusyCore()) {
          results.own("read_rate_busy", read.once(), "GB/s");
          decode(own, rival.side(), "decode", "busy_core");
        }
      }
    }
  }

  private List<Depth> depths() {
    int context = shape.config().context();
    return List.of(Depth.values()).stream().filter(d -> d.tokens + 512 < context).toList();
  }

  private void prepare(Side own) {
    for (Depth depth : depths()) {
      own.ask("open", Side.question().put("id", depth.figure).put("tokens", depth.tokens));
    }
    own.ask("open", Side.question().put("id", "adapted").put("tokens", 1).put("adapter", 0));
  }

  private void prepare(Side rival, int sequences) {
    int longest = depths().getLast().tokens + 512 + PREFILL;
    results.facts(rival.ask("load", questions.rivalLoad(sequences, longest)));
    JsonNode adapter =
        rival.ask("adapter", Side.question().put("file", models.ggufAdapter(shape).toString()));
    results.rival("adapter_cold", adapter.path("coldMs").asDouble(), "ms");
    results.rival("adapter_switch", adapter.path("againMs").asDouble(), "ms");
    for (Depth depth : depths()) {
      rival.ask("open", Side.question().put("id", depth.figure).put("tokens", depth.tokens));
    }
  }

  /// Between two looks at how fast memory is now: that changes within seconds where a machine is
  /// shared.
  private void plainDecode(Side own, Optional<Side> rival, ReadRate read) {
    String figure = Depth.DECODE.figure;
    double before = read.once();
    decode(own, figure, figure);
    results.own("read_rate", (before + read.once()) / 2, "GB/s");
    rivalDecode(rival, figure, figure);
  }

  private void decode(Side own, Optional<Side> rival, String id, String figure) {
    decode(own, id, figure);
    rivalDecode(rival, id, figure);
  }

  private void decode(Side own, String id, String figure) {
    results.own(figure, rate(own.ask("step", Questions.step(id, STEPS))), "tokens/s");
  }

  private void rivalDecode(Optional<Side> rival, String id, String figure) {
    rival.ifPresent(side -> {
      if (id.equals("adapted")) { // its sequence also serves the adapted prefill
        side.ask("open", Side.question().put("id", id).put("tokens", 1).put("adapted", true));
      }
      results.rival(figure, rate(side.ask("step", Questions.step(id, STEPS))), "tokens/s");
    });
  }

  private void prefill(Side own, Optional<Side> rival) {
    ObjectNode question = Side.question().put("tokens", PREFILL);
    double ms = own.ask("prefill", question).path("ms").asDouble();
    results.own("prefill", 1000 * PREFILL / ms, "tokens/s");
    double adapted = own.ask("prefill", question.put("adapter", 0)).path("ms").asDouble();
    results.own("prefill_adapter", 1000 * PREFILL / adapted, "tokens/s");
    rival.ifPresent(side -> {
      double its =
          side.ask("prefill", Side.question().put("tokens", PREFILL)).path("ms").asDouble();
      results.rival("prefill", 1000 * PREFILL / its, "tokens/s");
    });
  }

  /// The rival never runs different adapters at once: its best is four tokens with one.
  private void batch(Side own, Optional<Side> rival) {
    results.own("batch4_mixed", BATCH * rate(own.ask("batch", batch(true))), "tokens/s");
    results.own("batch4_same", BATCH * rate(own.ask("batch", batch(false))), "tokens/s");
    rival.ifPresent(side -> {
      ObjectNode four = Side.question().put("tokens", BATCH).put("adapted", true);
      double ms = side.ask("prefill", four).path("ms").asDouble();
      results.rival("batch4_mixed", 1000 * BATCH / ms, "tokens/s");
    });
  }

  private static ObjectNode batch(boolean mixed) {
    ObjectNode question = Side.question().put("count", STEPS);
    for (int i = 0; i < BATCH; i++) {
      question.withArray("adapters").add(mixed ? i : 0);
    }
    return question;
  }

  private void copy(Side own, int round) {
    for (boolean drafts : List.of(false, true)) {
      JsonNode said =
          own.ask(
              "copy",
              Side.question()
                  .put("seed", round)
                  .put("prompt", COPY_PROMPT)
                  .put("tokens", COPY_TOKENS)
                  .put("drafts", drafts));
      double rate = 1000 * said.path("tokens").asDouble() / said.path("ms").asDouble();
      results.own(drafts ? "copied_drafted" : "copied_plain", rate, "tokens/s");
      if (drafts) {
        double share = said.path("accepted").asDouble() / Math.max(1, said.path("drafted").asInt());
        results.own("drafts_accepted", share, "share");
      }
    }
  }

  private JsonNode adapter(Side own) {
    String file = models.adapters(shape, ADAPTERS + 1).getLast().toString();
    JsonNode answer = own.ask("adapter", Side.question().put("file", file));
    results.own("adapter_cold", answer.path("coldMs").asDouble(), "ms");
    results.own("adapter_known", answer.path("knownMs").asDouble(), "ms");
    results.own("adapter_beside", answer.path("heldUpSteps").asDouble(), "steps");
    return answer;
  }

  /// Steps a second, by the median of their times.
  private static double rate(JsonNode answer) {
    return 1000 / Side.medianMs(answer);
  }

  private static long self() {
    return ProcessHandle.current().pid();
  }

  /// A side that may not be there.
  private record Closing(Optional<Side> side) implements AutoCloseable {
    @Override
    public void close() {
      side.ifPresent(Side::close);
    }
  }
}
