// SPDX-License-Identifier: Apache-2.0
package dev.hob.it.oracle;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.bundle.Base;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
    Path bundle = imported(subject, 32);
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

  static Path imported(Subject subject, double bits) throws IOException, InterruptedException {
    Path root = Files.createTempDirectory(folder, "root");
    return new ModelImport(root, 1)
        .run(subject.file(), Optional.of(bits), Optional.of("m"), weights -> done -> {})
        .folder();
  }
}
