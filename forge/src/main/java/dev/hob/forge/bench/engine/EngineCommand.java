// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.engine;

import dev.hob.forge.bench.machine.QuietCheck;
import dev.hob.forge.bench.model.BenchModels;
import dev.hob.forge.bench.model.Shape;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `hob bench engine`.
@Command(
    name = "engine",
    mixinStandardHelpOptions = true,
    description =
        "Measures the engine on a random model, beside llama.cpp where that is asked for.")
public final class EngineCommand implements Callable<Integer> {
  private static final int TOO_LOUD = 75;

  @Option(names = "--shape", defaultValue = "3b", description = "3b, 1b or embedded.")
  private String shape = "3b";

  @Option(names = "--against", description = "llama.cpp")
  private Optional<String> against = Optional.empty();

  @Option(names = "--rounds", defaultValue = "7", description = "Turns that each side has.")
  private int rounds = 7;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(
      names = "--anyway",
      description = "Report though others use the cores; the report says so.")
  private boolean anyway;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Shape wanted =
        Shape.named(shape).orElseThrow(() -> wrong("--shape is 3b, 1b or embedded, not " + shape));
    if (against.filter(name -> !name.equals("llama.cpp")).isPresent()) {
      throw wrong("--against is llama.cpp, not " + against.get());
    }
    double before = QuietCheck.now();
    if (before > QuietCheck.ALLOWED && !anyway) {
      return tooLoud(before);
    }
    Optional<Supplier<Side>> rivals =
        against.isPresent() ? Optional.of(Rival.supplier()) : Optional.empty();
    EngineBench bench =
        new EngineBench(wanted, BenchModels.ofUser(), rivals, rounds, this::progress);
    Results results = bench.run();
    if (results.loudest() > QuietCheck.ALLOWED && !anyway) {
      return tooLoud(results.loudest());
    }
    EngineReport report = new EngineReport(wanted, results);
    spec.commandLine().getOut().println(json ? report.json().toPrettyString() : report.table());
    return 0;
  }

  private int tooLoud(double byOthers) {
    spec.commandLine().getErr().println(QuietCheck.refusal(byOthers));
    return TOO_LOUD;
  }

  private void progress(String what) {
    spec.commandLine().getErr().println("bench: " + what);
  }

  private ParameterException wrong(String why) {
    return new ParameterException(spec.commandLine(), why);
  }
}
