// SPDX-License-Identifier: Apache-2.0
package dev.hob.bench;

import dev.hob.engine.kernel.c.CKernels;
import dev.hob.forge.bench.machine.QuietCheck;
import dev.hob.forge.eval.report.Machine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `hob bench kernels`.
@Command(
    name = "hob bench kernels",
    mixinStandardHelpOptions = true,
    description = "Measures each kernel alone, on one thread, beside what the machine can do.")
public final class KernelBenchCommand implements Callable<Integer> {
  private static final int TOO_LOUD = 75;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(names = "--out", description = "Folder for kernels.json and kernels.md.")
  private Optional<Path> folder = Optional.empty();

  @Option(
      names = "--by",
      split = ",",
      description = "Of amx, avx512, avxvnni, avx2, portable, vector, scalar; all that run here.")
  private List<String> by = Contender.here();

  @Option(names = "--iterations", defaultValue = "5", description = "Of 200 ms each.")
  private int iterations = 5;

  @Option(names = "--anyway", description = "Report though others use the cores; JSON says so.")
  private boolean anyway;

  @Spec private CommandSpec spec;

  /// Exits with the command's code.
  public static void main(String[] args) {
    System.exit(new CommandLine(new KernelBenchCommand()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    for (String word : by) {
      if (!Contender.here().contains(word)) {
        throw new ParameterException(
            spec.commandLine(),
            word + " does not run here: " + String.join(", ", Contender.here()));
      }
    }
    double loudest = QuietCheck.now();
    if (loudest > QuietCheck.ALLOWED && !anyway) {
      return tooLoud(loudest);
    }
    KernelRun run = new KernelRun(1, iterations, 200);
    List<Measured> all = new ArrayList<>();
    if (!CKernels.all().isEmpty()) {
      progress("read");
      all.addAll(KernelRun.read(by.getFirst()));
    }
    for (String word : by) {
      progress(word);
      all.addAll(run.of(word));
      loudest = Math.max(loudest, QuietCheck.now());
    }
    if (loudest > QuietCheck.ALLOWED && !anyway) {
      return tooLoud(loudest);
    }
    report(new KernelReport(new Machine(Path.of("/")).describe(), all, loudest));
    return 0;
  }

  private void report(KernelReport report) throws IOException {
    String text = report.json().toPrettyString() + "\n";
    spec.commandLine().getOut().print(json ? text : report.tables());
    spec.commandLine().getOut().flush();
    if (folder.isPresent()) {
      Files.createDirectories(folder.get());
      write("kernels.json", text);
      write("kernels.md", report.page());
    }
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.orElseThrow().resolve(name);
    Files.writeString(file, text, StandardCharsets.UTF_8);
    progress(file.toString());
  }

  private int tooLoud(double byOthers) {
    spec.commandLine().getErr().println(QuietCheck.refusal(byOthers));
    return TOO_LOUD;
  }

  private void progress(String what) {
    spec.commandLine().getErr().println("kernels: " + what);
  }
}
