// SPDX-License-Identifier: Apache-2.0
package dev.hob.bench;

import dev.hob.forge.bench.engine.Figure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/// Runs the benchmarks of one contender, each in a JVM of its own.
///
/// @param forks 0 = in this JVM, for tests
/// @param iterations that are counted
/// @param iterationMillis each lasts so long, or one operation where that takes longer
record KernelRun(int forks, int iterations, int iterationMillis) {
  /// Iterations twice as long that are not counted: until the pages are mapped, and until the
  /// compiler has done its best.
  private static final int WARM_C = 1;

  private static final int WARM_JAVA = 4;

  /// Rows of which the scalar reference, a thousand times slower, is asked.
  private static final int[] FEW = {1, 4};

  private static final int[] ROWS = {1, 2, 4, 16, 64, 256};

  /// Beside the limits of the machine at that time.
  List<Measured> of(String word) {
    Limits limits = Limits.measured(Contender.named(word));
    boolean java = Contender.named(word) instanceof JavaContender;
    ChainedOptionsBuilder options =
        options("ProductBench|LowRankBench|AttentionBench")
            .warmupIterations(java ? WARM_JAVA : WARM_C)
            .param("kernels", word)
            .param("rows", words(word.equals(Contender.SCALAR) ? FEW : ROWS));
    return run(options, word, limits);
  }

  /// One operation of a few megabytes, for a test of the whole way.
  List<Measured> smallest() {
    ChainedOptionsBuilder options =
        options("ProductBench")
            .param("kernels", Contender.SCALAR)
            .param("bits", "2")
            .param("rows", "1")
            .param("megabytes", "1");
    return run(options, Contender.SCALAR, Limits.UNKNOWN);
  }

  /// What the memory gives to one thread and to two: the probe that the limits come from, which
  /// takes its own time.
  static List<Measured> read(String word) {
    List<Measured> all = new ArrayList<>();
    Work work = new Work(Limits.READ_BYTES, 0, Work.Arithmetic.NONE);
    for (int threads = 1; threads <= 2; threads++) {
      double[] micros =
          Arrays.stream(Limits.reads(threads))
              .map(rate -> Limits.READ_BYTES / rate / 1e3)
              .toArray();
      Measured.Micros times =
          new Measured.Micros(
              Figure.median(micros),
              Arrays.stream(micros).min().orElseThrow(),
              Arrays.stream(micros).max().orElseThrow());
      all.add(
          new Measured(new Measured.What("read", 0, threads), word, times, work, Limits.UNKNOWN));
    }
    return all;
  }

  private List<Measured> run(ChainedOptionsBuilder options, String word, Limits limits) {
    try {
      List<Measured> all = new ArrayList<>();
      for (RunResult result : new Runner(options.build()).run()) {
        all.add(measured(result, word, limits));
      }
      return all;
    } catch (RunnerException e) {
      throw new IllegalStateException("the benchmarks of " + word + " did not run", e);
    }
  }

  private ChainedOptionsBuilder options(String include) {
    return new OptionsBuilder()
        .include(KernelRun.class.getPackageName() + "\\.(" + include + ")\\.")
        .mode(Mode.AverageTime)
        .timeUnit(TimeUnit.MICROSECONDS)
        .forks(forks)
        .warmupIterations(WARM_C)
        .warmupTime(TimeValue.milliseconds(2L * iterationMillis))
        .measurementIterations(iterations)
        .measurementTime(TimeValue.milliseconds(iterationMillis))
        .verbosity(VerboseMode.SILENT)
        .shouldFailOnError(true);
  }

  private static Measured measured(RunResult result, String word, Limits limits) {
    String name = result.getParams().getBenchmark();
    Statistics micros = result.getPrimaryResult().getStatistics();
    Measured.Micros times =
        new Measured.Micros(micros.getPercentile(50), micros.getMin(), micros.getMax());
    Contender contender = Contender.named(word);
    String kernel = name.substring(name.lastIndexOf('.') + 1);
    return switch (kernel) {
      case "product" -> {
        int bits = number(result, "bits");
        int rows = number(result, "rows");
        yield new Measured(
            new Measured.What(kernel, bits, rows),
            word,
            times,
            ProductBench.work(contender, bits, rows),
            limits);
      }
      case "pair" -> {
        int rows = number(result, "adapted");
        Measured.What what = new Measured.What(kernel, 0, rows);
        yield new Measured(what, word, times, LowRankBench.work(rows), limits);
      }
      case "attention" ->
          new Measured(
              new Measured.What(kernel, 0, AttentionBench.ATTENDED.length()),
              word,
              times,
              contender.attentionWork(AttentionBench.ATTENDED),
              limits);
      default -> throw new IllegalStateException("unknown benchmark " + name);
    };
  }

  private static int number(RunResult result, String parameter) {
    return Integer.parseInt(result.getParams().getParam(parameter));
  }

  private static String[] words(int[] numbers) {
    return Arrays.stream(numbers).mapToObj(Integer::toString).toArray(String[]::new);
  }
}
