// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.engine.Engine;
import dev.hob.engine.EngineOptions;
import dev.hob.engine.Generation;
import dev.hob.engine.GenerationRequest;
import dev.hob.engine.TokenEvent;
import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.bundle.Base;
import dev.hob.engine.bundle.Verified;
import dev.hob.engine.bundle.WeightsFile;
import dev.hob.engine.constrain.TokenConstraint;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.sample.Sampling;
import dev.hob.forge.bench.machine.LargePageShare;
import dev.hob.forge.bench.machine.ResidentMemory;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// One engine and the clock beside it. One thread; times in milliseconds.
final class Measured implements AutoCloseable {
  private static final int[] NO_STOPS = {};

  private static final int SWITCHES = 7;

  /// Steps that a sequence makes before an adapter is opened beside it.
  private static final int OPENED_AT = 10;

  /// Tokens that the first sequence of a batch may have before the last one begins, and after the
  /// last has been read; the rest is cancelled.
  private static final int HEAD_START = 200;

  /// Prefixes of all sequences that are open.
  private static final long PREFIXES = 1L << 30;

  private final Ledger ledger = new Ledger();
  private Verified verified = new Verified(Clock.systemUTC());
  private final Random random = new Random(12345);
  private final List<Adapter> adapters = new ArrayList<>();
  private final Map<String, Opened> open = new HashMap<>();
  private @Nullable Base base;
  private @Nullable Engine engine;

  /// A sequence whose prompt is in the prefix cache.
  private record Opened(int[] prompt, int adapter) {}

  /// Twice: the first time libraries are found and code is compiled, as in a process that has just
  /// begun; the second time counts, as for a base that comes back after it was unloaded.
  ///
  /// With `stamps` the first time knows what another process verified.
  ObjectNode load(JsonNode question) throws InterruptedException {
    String stamps = question.path("stamps").asText();
    if (!stamps.isEmpty()) {
      verified = new Verified(Clock.systemUTC(), Path.of(stamps));
    }
    ObjectNode first = loadOnce(question);
    close();
    ObjectNode second = loadOnce(question);
    for (JsonNode folder : question.path("adapters")) {
      adapters.add(Adapter.open(Path.of(folder.asText()), base(), ledger));
    }
    return second.put(
        "inNewProcessMs", first.path("openMs").asDouble() + first.path("firstTokenMs").asDouble());
  }

  private ObjectNode loadOnce(JsonNode question) throws InterruptedException {
    long start = System.nanoTime();
    Base opened = Base.open(Path.of(question.path("model").asText()), ledger, verified);
    base = opened;
    EngineOptions.Kernel kernel =
        EngineOptions.Kernel.valueOf(
            question.path("kernel").asText("best").toUpperCase(Locale.ROOT));
    EngineOptions usual = EngineOptions.defaults();
    Engine started =
        Engine.start(
            opened,
            new EngineOptions(
                question.path("threads").asInt(2),
                usual.maxBatch(),
                usual.prefillChunk(),
                usual.kvBytes(),
                PREFIXES,
                kernel),
            ledger);
    engine = started;
    double openMs = since(start);
    long asked = System.nanoTime();
    first(request(new int[] {random.nextInt(vocabulary())}, -1, 1)).close();
    double firstTokenMs = since(asked);
    Path weights = Path.of(question.path("model").asText()).resolve(WeightsFile.FILE);
    double large = LargePageShare.of(weights).orElse(0);
    return JsonNodeFactory.instance
        .objectNode()
        .put("openMs", openMs)
        .put("firstTokenMs", firstTokenMs)
        .put("kernel", started.figures().kernel())
        .put("mappedBytes", opened.mappedBytes())
        .put("largePageShare", Math.round(1000 * large) / 1000.0)
        .put("bitsPerWeight", opened.manifest().bitsPerWeight());
  }

  ObjectNode open(JsonNode question) throws InterruptedException {
    int[] prompt = tokens(Math.max(1, question.path("tokens").asInt()));
    Opened opened = new Opened(prompt, question.path("adapter").asInt(-1));
    first(request(opened, 1)).close();
    open.put(question.path("id").asText(), opened);
    return JsonNodeFactory.instance.objectNode();
  }

  /// Tokens after a sequence that is open, plainly: one a step.
  double[] step(String id, int count) throws InterruptedException {
    Opened opened = open.get(id);
    if (opened == null) {
      throw new IllegalArgumentException("no sequence " + id);
    }
    StepClock clock = new StepClock(System::nanoTime);
    int[] prompt = opened.prompt();
    try (Generation generation =
        engine().submit(request(prompt, prompt.length, opened.adapter(), count + 1, clock))) {
      Awaited.end(generation);
    }
    return clock.ms(clock.first(), count);
  }

  double prefill(int tokens, int adapter) throws InterruptedException {
    GenerationRequest request = request(tokens(tokens), adapter, 1);
    long start = System.nanoTime();
    try (Generation _ = first(request)) {
      return since(start);
    }
  }

  /// See [Products].
  double products(int rows) {
    return Products.rate(base(), rows, ledger);
  }

  /// Steps over all these sequences together: those of the last one to begin, by the batch loop's
  /// own clock. None ends before they are over.
  double[] batch(JsonNode which, int count) throws InterruptedException {
    List<StepClock> clocks = new ArrayList<>();
    List<Generation> all = new ArrayList<>();
    for (JsonNode adapter : which) {
      StepClock clock = new StepClock(System::nanoTime);
      clocks.add(clock);
      int tokens = count + HEAD_START;
      all.add(engine().submit(request(tokens(8), 0, adapter.asInt(), tokens, clock)));
    }
    for (Generation each : all) {
      Awaited.token(each);
    }
    for (int i = 0; i < count + 1; i++) {
      Awaited.token(all.getLast());
    }
    long together = clocks.stream().mapToLong(StepClock::first).max().orElseThrow();
    double[] ms = clocks.getLast().ms(together, count);
    for (int i = 0; i < all.size(); i++) {
      if (clocks.get(i).drawn() == count + HEAD_START) {
        throw new IllegalStateException("sequence " + i + " ended before the others had begun");
      }
    }
    all.forEach(Generation::close);
    return ms;
  }

  /// Lets the model say `text` after `prompt`, both made by [CopiedText].
  ObjectNode copy(JsonNode question) throws InterruptedException {
    CopiedText made =
        CopiedText.of(
            question.path("seed").asLong(),
            vocabulary(),
            question.path("prompt").asInt(),
            question.path("tokens").asInt());
    GenerationRequest request =
        new GenerationRequest(
            made.prompt(),
            0,
            List.of(),
            made.text().length,
            Sampling.GREEDY,
            made.script(),
            NO_STOPS);
    if (!question.path("drafts").asBoolean()) {
      request = request.withoutSpeculation();
    }
    try (Generation generation = engine().submit(request)) {
      TokenEvent.Finished finished = Awaited.end(generation);
      return JsonNodeFactory.instance
          .objectNode()
          .put("ms", finished.decodeNanos() / 1e6)
          .put("tokens", made.text().length - 1)
          .put("drafted", finished.drafted())
          .put("accepted", finished.accepted());
    }
  }

  /// Opens an adapter that was not in memory in three ways, see [Opening], and changes from another
  /// one to it.
  ObjectNode adapter(String file) throws InterruptedException {
    Opening opening = new Opening(Path.of(file), base().config(), ledger);
    double coldMs = opening.unknown();
    double knownMs = opening.known(verified);
    double heldUp = heldUp(opening);
    adapters.add(opening.adapter());
    int mine = adapters.size() - 1;
    prefill(1, mine);
    double[] changed = new double[SWITCHES];
    double[] same = new double[SWITCHES];
    for (int i = 0; i < SWITCHES; i++) {
      prefill(1, 0);
      changed[i] = prefill(1, mine);
      same[i] = prefill(1, mine);
    }
    double more = Figure.median(changed) - Figure.median(same);
    return JsonNodeFactory.instance
        .objectNode()
        .put("coldMs", coldMs)
        .put("knownMs", knownMs)
        .put("heldUpSteps", heldUp)
        .put("switchMs", Math.max(0, more));
  }

  /// By how many steps the longest step of a sequence is longer because an adapter of which nothing
  /// is known is opened meanwhile.
  private double heldUp(Opening opening) throws InterruptedException {
    StepClock clock = new StepClock(System::nanoTime);
    int steps = 3 * OPENED_AT;
    try (Generation generation = engine().submit(request(tokens(8), 0, -1, steps + 1, clock))) {
      for (int i = 0; i <= OPENED_AT; i++) {
        Awaited.token(generation);
      }
      opening.unknown();
      Awaited.end(generation);
    }
    double[] ms = clock.ms(clock.first(), steps);
    return Arrays.stream(ms).max().orElseThrow() / Figure.median(ms) - 1;
  }

  ObjectNode memory() {
    return ResidentMemory.ofThisProcess().json();
  }

  private Generation first(GenerationRequest request) throws InterruptedException {
    Generation generation = engine().submit(request);
    Awaited.token(generation);
    return generation;
  }

  private GenerationRequest request(Opened opened, int maxTokens) {
    int[] prompt = opened.prompt();
    return request(prompt, prompt.length, opened.adapter(), maxTokens, TokenConstraint.NONE);
  }

  private GenerationRequest request(int[] prompt, int adapter, int maxTokens) {
    return request(prompt, 0, adapter, maxTokens, TokenConstraint.NONE);
  }

  private GenerationRequest request(
      int[] prompt, int constant, int adapter, int maxTokens, TokenConstraint constraint) {
    return new GenerationRequest(
            prompt,
            constant,
            adapter < 0 ? List.of() : List.of(adapters.get(adapter)),
            maxTokens,
            Sampling.GREEDY,
            constraint,
            NO_STOPS)
        .withoutSpeculation();
  }

  private int[] tokens(int count) {
    return random.ints(count, 0, vocabulary()).toArray();
  }

  private int vocabulary() {
    return base().config().vocabulary();
  }

  private Base base() {
    return java.util.Objects.requireNonNull(base, "load first");
  }

  private Engine engine() {
    return java.util.Objects.requireNonNull(engine, "load first");
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e6;
  }

  @Override
  public void close() {
    if (engine != null) {
      engine.close();
    }
    adapters.forEach(Adapter::close);
    if (base != null) {
      base.close();
    }
    adapters.clear();
  }
}
