// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.sweep;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.forge.bench.engine.Figure;
import dev.hob.forge.bench.model.Shape;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a sweep found, as a drawing, as JSON, and as a page that holds the drawing and the ends of
/// its curves.
///
/// @param machine as [dev.hob.forge.eval.report.Machine] describes it
record SweepPage(Shape shape, Map<String, Object> machine, Sweep.Found found) {
  private static final ObjectMapper JSON = new ObjectMapper();

  String svg() {
    String least =
        Double.isNaN(found.readRate())
            ? "least: bytes that must be held"
            : "least: bytes that must be read, at the %s GB/s that memory gives at best, or held"
                .formatted(Axis.shown(found.readRate()));
    return Drawing.svg(
        new Drawing.Head(
            "How time and memory grow: " + model(), circumstances(), "measured, medians", least),
        found.panels());
  }

  private String model() {
    return "%s shape, %s million weights"
        .formatted(
            shape == Shape.EMBEDDED ? "embedded" : shape.word().toUpperCase(Locale.ROOT),
            Axis.shown(Math.rint(shape.weights() / 1e6)));
  }

  private String circumstances() {
    return "%s, %d threads; memory beside the Java heap; others used %s cores"
        .formatted(
            machine.getOrDefault("cpu", "unknown processor"),
            Sweep.THREADS,
            Axis.shown(found.loudest()));
  }

  ObjectNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("hobSweep", 2).put("shape", shape.word()).put("weights", shape.weights());
    node.put("threads", Sweep.THREADS);
    node.set("machine", JSON.valueToTree(machine));
    if (!Double.isNaN(found.readRate())) {
      node.put("readGigabytes", Figure.rounded(found.readRate()));
    }
    node.put("coresUsedByOthers", Figure.rounded(found.loudest()));
    ArrayNode list = node.putArray("panels");
    for (Panel panel : found.panels()) {
      ObjectNode each = list.addObject().put("key", panel.key());
      each.put("title", panel.text().title()).put("unit", panel.text().unit());
      each.put("x", panel.text().x());
      points(each.putArray("points"), panel.points());
      if (!panel.least().isEmpty()) {
        points(each.putArray("least"), panel.least());
      }
    }
    return node;
  }

  private static void points(ArrayNode list, List<Panel.Point> points) {
    for (Panel.Point point : points) {
      list.addArray().add(new BigDecimal(Axis.text(point.x()))).add(Figure.rounded(point.y()));
    }
  }

  String markdown() {
    StringBuilder out = new StringBuilder();
    out.append("# How time and memory grow, ").append(model()).append("\n\n");
    out.append(circumstances()).append(".\n");
    out.append("Again: `./hob bench sweep --shape ").append(shape.word());
    out.append("`; every point: [sweep.json](sweep.json).\n\n");
    out.append("![Time and memory over prompt, context, batch, adapters and size](sweep.svg)\n\n");
    out.append("| | over | from – to | first | last | least there |\n");
    out.append("| --- | --- | --- | --- | --- | --- |\n");
    found.panels().forEach(panel -> line(out, panel));
    out.append(
        "\nLeast: what must be read once a step at the best rate that memory gave in this run, or");
    out.append("\nwhat must be held: weights, keys and values, adapters.\n");
    return out.toString();
  }

  private static void line(StringBuilder out, Panel panel) {
    Panel.Point first = panel.points().getFirst();
    Panel.Point last = panel.points().getLast();
    String unit = " " + panel.text().unit();
    String least = panel.least().isEmpty() ? "–" : Axis.shown(panel.least().getLast().y()) + unit;
    List<String> cells =
        List.of(
            panel.text().title(),
            panel.text().x(),
            Axis.shown(first.x()) + " – " + Axis.shown(last.x()),
            Axis.shown(first.y()) + unit,
            Axis.shown(last.y()) + unit,
            least);
    out.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
