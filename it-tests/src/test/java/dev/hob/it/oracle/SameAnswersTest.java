// SPDX-License-Identifier: Apache-2.0
package dev.hob.it.oracle;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.Engine;
import dev.hob.engine.EngineOptions;
import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.bundle.Base;
import dev.hob.engine.forward.Backend;
import dev.hob.engine.forward.Scorer;
import dev.hob.engine.kernel.Kernels;
import dev.hob.engine.kernel.scalar.ScalarKernels;
import dev.hob.engine.kernel.vector.VectorKernels;
import dev.hob.engine.memory.Ledger;
import dev.hob.forge.gguf.GgmlType;
import dev.hob.forge.importing.ModelImport;
import dev.hob.it.oracle.Oracle.Answer;
import dev.hob.it.oracle.Oracle.Job;
import dev.hob.it.oracle.Oracle.Question;
import dev.hob.policy.AdapterTrust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Hob and llama.cpp run the same file: every family, every weight type, one file or several.
///
/// llama.cpp rounds activations to 8 bits before it multiplies them with quantized weights (to 16
/// with half precision ones), Hob's plain path does not. So a quantized model is compared twice: as
/// it is, loosely, and with its weights decoded to F32 by llama.cpp itself, tightly; the latter
/// shows that its blocks are read bit for bit.
class SameAnswersTest {
  private static final long SEED = 20261125;
  private static final List<GgmlType> TYPES =
      List.of(
          GgmlType.F32,
          GgmlType.F16,
          GgmlType.BF16,
          GgmlType.Q4_0,
          GgmlType.Q5_0,
          GgmlType.Q8_0,
          GgmlType.Q4_K,
          GgmlType.Q5_K,
          GgmlType.Q6_K);

  /// More than the sliding window of [Shape].
  private static final int LENGTH = 40;

  private static final int GENERATED = 12;
  private static final int PROMPTS = 20;

  /// Cosine of the palettized path with the plain one. Random weights have no structure that a few
  /// bits could keep, and every layer adds its noise: trained ones lose less.
  private static final double PALETTES = 0.8;

  /// Cosine of C, which rounds activations to 8 bits, with Java, which does not.
  private static final double C_PALETTES = 0.99;

  @TempDir static Path folder;

  /// @param file what both read
  /// @param decoded the same in F32, for llama.cpp alone
  private record Subject(RandomModel model, Path file, Path decoded) {
    Job job() {
      return new Job(file, Optional.empty(), questions(model));
    }

    Job decodedJob() {
      return new Job(decoded, Optional.empty(), List.of(questions(model).getFirst()));
    }
  }

  @TestFactory
  Stream<DynamicTest> logitsAndGreedyTokensAreTheOraclesOwn()
      throws IOException, InterruptedException {
    Oracle oracle = Oracle.orSkip(folder);
    List<Subject> subjects = subjects(oracle);
    List<List<Answer>> right =
        oracle.ask(subjects.stream().flatMap(it -> Stream.of(it.job(), it.decodedJob())).toList());
    return IntStream.range(0, subjects.size())
        .mapToObj(i ->
            DynamicTest.dynamicTest(
                subjects.get(i).model().toString(),
                () -> check(subjects.get(i), right.get(2 * i), right.get(2 * i + 1).getFirst())));
  }

  @TestFactory
  Stream<DynamicTest> adaptersAndPalettesAnswerAsTheOracleDoes()
      throws IOException, InterruptedException {
    Oracle oracle = Oracle.orSkip(folder);
    List<Adapted> all = new ArrayList<>();
    List<Job> jobs = new ArrayList<>();
    for (ModelKind kind : ModelKind.values()) {
      Adapted adapted = Adapted.of(kind);
      all.add(adapted);
      Question whole = new Question.Next(tokens(adapted.model(), 0, LENGTH), true, 0);
      jobs.add(new Job(adapted.file(), Optional.empty(), List.of(whole)));
      jobs.add(new Job(adapted.file(), Optional.of(adapted.adapter()), List.of(whole)));
    }
    List<List<Answer>> right = oracle.ask(jobs);
    return IntStream.range(0, all.size())
        .mapToObj(i ->
            DynamicTest.dynamicTest(
                all.get(i).model() + " with an adapter and in palettes",
                () ->
                    check(
                        all.get(i), right.get(2 * i).getFirst(), right.get(2 * i + 1).getFirst())));
  }

  /// A model with one adapter in both forms.
  private record Adapted(RandomModel model, Path file, Path adapter, Path peft) {
    static Adapted of(ModelKind kind) throws IOException {
      RandomModel model = new RandomModel(kind, Shape.wide(kind), GgmlType.F32, SEED + 1);
      Path file = folder.resolve(kind + "-adapted.gguf");
      model.writeGguf(file);
      RandomAdapter adapter = new RandomAdapter(model, 4, SEED);
      Path gguf = folder.resolve(kind + "-adapter.gguf");
      adapter.writeGguf(gguf);
      Path peft = folder.resolve(kind + "-peft");
      adapter.writePeft(peft);
      return new Adapted(model, file, gguf, peft);
    }
  }

  private static void check(Adapted subject, Answer bare, Answer adapted)
      throws IOException, InterruptedException {
    Ledger ledger = new Ledger();
    try (Base base = Base.open(imported(subject.file(), Optional.of(32.0)), ledger);
        Adapter adapter = Adapter.open(subject.peft(), base, ledger);
        Scorer scorer = new Scorer(base, VectorKernels.preferred(), 1, ledger)) {
      float[][] ours = scorer.logits(adapted.tokens(), List.of(adapter));
      Likeness likeness = Likeness.of(ours, adapted.logits());
      double moved = Likeness.of(bare.logits(), adapted.logits()).cosine();
      System.out.printf("%s: adapter %s, moved to %s%n", subject.model(), likeness, moved);
      assertTrue(likeness.cosine() > 0.9999, subject.model() + ": " + likeness);
      assertTrue(moved < 0.99, "the adapter changes nothing: " + moved);
    }
    Path palettes = imported(subject.file(), Optional.empty());
    try (Base base = Base.open(palettes, ledger);
        Scorer java = new Scorer(base, VectorKernels.preferred(), 1, ledger)) {
      float[][] ours = java.logits(bare.tokens(), List.of());
      Likeness likeness = Likeness.of(ours, bare.logits());
      System.out.printf(
          "%s: palettes of %s bits %s%n",
          subject.model(), base.manifest().bitsPerWeight(), likeness);
      assertTrue(likeness.cosine() > PALETTES, subject.model() + ": " + likeness);
      try (Scorer best = new Scorer(base, best(base, ledger), ledger)) {
        Likeness inC = Likeness.of(best.logits(bare.tokens(), List.of()), ours);
        System.out.printf("%s: C against Java %s%n", subject.model(), inC);
        assertTrue(inC.cosine() > C_PALETTES, subject.model() + ": " + inC);
      }
    }
  }

  /// C where it can run, else Java.
  private static Backend best(Base base, Ledger ledger) {
    return Engine.backend(EngineOptions.Kernel.BEST, base, 1, Scorer.CHUNK, ledger);
  }

  private static List<Subject> subjects(Oracle oracle) throws IOException {
    List<Subject> subjects = new ArrayList<>();
    for (ModelKind kind : ModelKind.values()) {
      for (GgmlType type : TYPES) {
        RandomModel model = RandomModel.of(kind, type, SEED);
        boolean split = (kind.ordinal() + type.ordinal()) % 4 == 1;
        Path file = folder.resolve(model + ".gguf");
        if (split) {
          file = model.writeSplit(folder, 3);
        } else {
          model.writeGguf(file);
        }
        Path decoded = folder.resolve(model + "-decoded.gguf");
        oracle.decode(file, decoded);
        subjects.add(new Subject(model, file, decoded));
      }
    }
    return subjects;
  }

  private static List<Question> questions(RandomModel model) {
    List<Question> questions = new ArrayList<>();
    questions.add(new Question.Next(tokens(model, 0, LENGTH), true, 0));
    boolean reference = model.type() == GgmlType.F32;
    for (int prompt = 1; prompt <= PROMPTS && reference; prompt++) {
      questions.add(new Question.Next(tokens(model, prompt, 2 + prompt), false, GENERATED));
    }
    return questions;
  }

  private static int[] tokens(RandomModel model, int prompt, int count) {
    SplittableRandom random = new SplittableRandom(SEED + prompt);
    return random.ints(count, 260, model.kind().vocabulary().tokens().size()).toArray();
  }

  private static void check(Subject subject, List<Answer> right, Answer decoded)
      throws IOException, InterruptedException {
    RandomModel model = subject.model();
    Path bundle = imported(subject.file(), Optional.of(32.0));
    Ledger ledger = new Ledger();
    try (Base base = Base.open(bundle, ledger);
        Scorer scorer = new Scorer(base, kernels(model), 1, ledger)) {
      Answer all = right.getFirst();
      float[][] ours = scorer.logits(all.tokens(), List.of());
      Likeness exact = Likeness.of(ours, decoded.logits());
      Likeness likeness = Likeness.of(ours, all.logits());
      System.out.printf("%s: %s, decoded %s%n", model, likeness, exact);
      assertTrue(exact.largest() < (model.kind().gemma() ? 6e-3 : 1e-4), model + ": " + exact);
      assertTrue(likeness.cosine() > least(model), model + ": " + likeness);
      for (Answer greedy : right.subList(1, right.size())) {
        followsGreedily(model, scorer, greedy);
      }
    }
  }

  /// The reference for the reference type, faster ones for the others.
  private static Kernels kernels(RandomModel model) {
    return model.type() == GgmlType.F32 ? new ScalarKernels() : VectorKernels.preferred();
  }

  private static double least(RandomModel model) {
    return switch (model.type()) {
      case F32, F16, BF16, Q8_0 -> 0.999;
      default -> 0.998;
    };
  }

  /// Each token that llama.cpp chose is our likeliest, or within `margin` of it: two logits that
  /// lie closer than the two programs' arithmetic may change places.
  private static void followsGreedily(RandomModel model, Scorer scorer, Answer right) {
    double margin = model.kind().gemma() ? 2e-2 : 1e-3;
    int[] text = Arrays.copyOf(right.tokens(), right.tokens().length + right.greedy().length);
    System.arraycopy(right.greedy(), 0, text, right.tokens().length, right.greedy().length);
    float[][] rows = scorer.logits(text, List.of());
    for (int step = 0; step < right.greedy().length; step++) {
      float[] row = rows[right.tokens().length - 1 + step];
      float best = row[0];
      for (float value : row) {
        best = Math.max(best, value);
      }
      float theirs = row[right.greedy()[step]];
      assertTrue(
          theirs >= best - margin,
          model
              + ", step "
              + step
              + ": token "
              + right.greedy()[step]
              + " lies "
              + (best - theirs)
              + " below the likeliest");
    }
  }

  private static Path imported(Path file, Optional<Double> bits)
      throws IOException, InterruptedException {
    Path root = Files.createTempDirectory(folder, "root");
    return new ModelImport(root, 1, new AdapterTrust(false, Set.of(), true))
        .run(file, bits, Optional.of("m"), (_, _) -> _ -> {})
        .folder();
  }
}
