// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.sweep;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.forge.bench.engine.Figure;
import dev.hob.forge.bench.machine.QuietCheck;
import dev.hob.forge.bench.model.BenchModels;
import dev.hob.forge.bench.model.Shape;
import dev.hob.forge.eval.report.Machine;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `hob bench sweep`: one drawing and its figures.
@Command(
    name = "sweep",
    mixinStandardHelpOptions = true,
    description = "Draws how time and memory grow with context, batch, adapters and model size.")
public final class SweepCommand implements Callable<Integer> {
  private static final int TOO_LOUD = 75;
  private static final ObjectMapper JSON = new ObjectMapper();

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
    List<Panel> panels = sweep.run();
    if (sweep.loudest() > QuietCheck.ALLOWED && !anyway) {
      return tooLoud(sweep.loudest());
    }
    String title =
        "Hob's engine, shape %s (%d million weights), %d threads"
            .formatted(wanted.word(), Math.round(wanted.weights() / 1e6), Sweep.THREADS);
    Files.createDirectories(folder);
    write("sweep-" + wanted.word() + ".svg", Drawing.svg(title, panels));
    ObjectNode json =
        json(wanted, panels).put("coresUsedByOthers", Figure.rounded(sweep.loudest()));
    write("sweep-" + wanted.word() + ".json", json.toPrettyString() + "\n");
    return 0;
  }

  static ObjectNode json(Shape shape, List<Panel> panels) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("hobSweep", 1).put("shape", shape.word()).put("weights", shape.weights());
    node.put("threads", Sweep.THREADS);
    node.set("machine", JSON.valueToTree(new Machine(Path.of("/")).describe()));
    ArrayNode list = node.putArray("panels");
    for (Panel panel : panels) {
      ObjectNode each = list.addObject();
      each.put("title", panel.title()).put("x", panel.x()).put("y", panel.y());
      ArrayNode points = each.putArray("points");
      for (Panel.Point point : panel.points()) {
        points.addArray().add(new BigDecimal(Axis.text(point.x()))).add(Figure.rounded(point.y()));
      }
    }
    return node;
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
