// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.sweep;

import dev.hob.forge.bench.machine.QuietCheck;
import dev.hob.forge.bench.model.BenchModels;
import dev.hob.forge.bench.model.Shape;
import dev.hob.forge.eval.report.Machine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `hob bench sweep`: one drawing, its figures and a page that shows both.
@Command(
    name = "sweep",
    mixinStandardHelpOptions = true,
    description = "Draws how time and memory grow with context, batch, adapters and model size.")
public final class SweepCommand implements Callable<Integer> {
  private static final int TOO_LOUD = 75;

  @Option(names = "--shape", defaultValue = "3b", description = "3b, 1b or embedded.")
  private String shape = "3b";

  @Option(names = "--out", defaultValue = "docs/results", description = "Folder to write to.")
  private Path folder = Path.of("docs/results");

  @Option(names = "--anyway", description = "Draw though others use the cores; the JSON says so.")
  private boolean anyway;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Shape wanted =
        Shape.named(shape)
            .orElseThrow(() ->
                new ParameterException(
                    spec.commandLine(), "--shape is 3b, 1b or embedded, not " + shape));
    double before = QuietCheck.now();
    if (before > QuietCheck.ALLOWED && !anyway) {
      return tooLoud(before);
    }
    Sweep sweep =
        new Sweep(
            wanted,
            BenchModels.ofUser(),
            what -> spec.commandLine().getErr().println("sweep: " + what));
    Sweep.Found found = sweep.run();
    if (found.loudest() > QuietCheck.ALLOWED && !anyway) {
      return tooLoud(found.loudest());
    }
    SweepPage page = new SweepPage(wanted, new Machine(Path.of("/")).describe(), found);
    Files.createDirectories(folder);
    write("sweep.svg", page.svg());
    write("sweep.json", page.json().toPrettyString() + "\n");
    write("sweep.md", page.markdown());
    return 0;
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, text, StandardCharsets.UTF_8);
    spec.commandLine().getOut().println(file);
  }

  private int tooLoud(double byOthers) {
    spec.commandLine().getErr().println(QuietCheck.refusal(byOthers));
    return TOO_LOUD;
  }
}
