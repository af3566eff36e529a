// SPDX-License-Identifier: Apache-2.0
package dev.hob.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.forge.bench.engine.Figure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/// All that was measured, as JSON and as tables in Markdown.
///
/// @param machine as [dev.hob.forge.eval.report.Machine] describes it
/// @param all in the order in which it was measured
/// @param byOthers most cores that others used between the parts
record KernelReport(Map<String, Object> machine, List<Measured> all, double byOthers) {
  private static final ObjectMapper JSON = new ObjectMapper();

  ObjectNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("hobKernels", 1).put("side", ProductBench.SIDE).put("rank", LowRankBench.RANK);
    node.set("machine", JSON.valueToTree(machine));
    node.put("coresUsedByOthers", Figure.rounded(byOthers));
    ObjectNode limits = node.putObject("limits");
    all.stream()
        .filter(each -> !each.limits().equals(Limits.UNKNOWN))
        .forEach(each -> limits.set(each.by(), each.limits().json()));
    ArrayNode figures = node.putArray("figures");
    all.forEach(each -> figures.add(each.json()));
    return node;
  }

  /// A page for `docs/results`.
  String page() {
    return """
    # Each kernel alone

    %s, one thread; others used %s cores between the parts. Again: `./hob bench kernels --out DIR`; all figures: \
    [kernels.json](kernels.json); what is measured and how: [bench.md](../bench.md#kernels).

    In brackets the share of the limit that stands in the last table. Few rows are bound by reading weights, many by products.

    %s\
    """
        .formatted(machine.getOrDefault("cpu", "Unknown processor"), number(byOthers), tables());
  }

  String tables() {
    StringBuilder out = new StringBuilder();
    for (int bits : new int[] {4, 2}) {
      Predicate<Measured> product =
          each -> each.what().name().equals("product") && each.what().bits() == bits;
      table(
          out,
          "Product, " + bits + " bits, rows: GB/s of weights (share of the read limit)",
          product,
          each -> cell(each.gigabytes(), each.readShare()));
      table(
          out,
          "Product, " + bits + " bits, rows: GOPS (share of the products' limit)",
          product,
          each -> cell(each.gigaOperations(), each.operationsShare()));
    }
    table(
        out,
        "Low-rank pair, rank " + LowRankBench.RANK + ", rows: GB/s, GOPS (shares)",
        each -> each.what().name().equals("pair"),
        KernelReport::both);
    table(
        out,
        "Attention of one token over so many: GB/s of keys and values, GOPS (shares)",
        each -> each.what().name().equals("attention"),
        KernelReport::both);
    table(
        out,
        "Reading memory, threads: GB/s",
        each -> each.what().name().equals("read"),
        each -> number(each.gigabytes()));
    limits(out);
    return out.toString();
  }

  private interface Cell {
    String of(Measured measured);
  }

  /// A line for each contender, a column for each number of rows.
  private void table(StringBuilder out, String title, Predicate<Measured> which, Cell cell) {
    List<Measured> some = all.stream().filter(which).toList();
    if (some.isEmpty()) {
      return;
    }
    List<Integer> columns =
        some.stream().map(each -> each.what().rows()).distinct().sorted().toList();
    Map<String, Map<Integer, String>> lines = new LinkedHashMap<>();
    for (Measured each : some) {
      lines
          .computeIfAbsent(Contender.named(each.by()).title(), _ -> new LinkedHashMap<>())
          .put(each.what().rows(), cell.of(each));
    }
    out.append("**").append(title).append("**\n\n");
    List<String> head = new ArrayList<>(List.of(""));
    columns.forEach(column -> head.add(String.format(Locale.ROOT, "%,d", column)));
    line(out, head);
    line(out, head.stream().map(_ -> "---").toList());
    lines.forEach((who, cells) -> {
      List<String> line = new ArrayList<>(List.of(who));
      columns.forEach(column -> line.add(cells.getOrDefault(column, "–")));
      line(out, line);
    });
    out.append('\n');
  }

  private void limits(StringBuilder out) {
    Map<String, Limits> by = new LinkedHashMap<>();
    all.stream()
        .filter(each -> !each.what().name().equals("read"))
        .forEach(each -> by.putIfAbsent(Contender.named(each.by()).title(), each.limits()));
    out.append("**Limits of one thread, measured before each line's figures**\n\n");
    line(out, List.of("", "read, GB/s", "byte products, GOPS", "f32, GOPS"));
    line(out, List.of("---", "---", "---", "---"));
    by.forEach((title, limits) ->
        line(
            out,
            List.of(
                title, number(limits.read()), number(limits.bytes()), number(limits.floats()))));
  }

  private static void line(StringBuilder out, List<String> cells) {
    out.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private static String both(Measured each) {
    return cell(each.gigabytes(), each.readShare())
        + ", "
        + cell(each.gigaOperations(), each.operationsShare());
  }

  private static String cell(double value, double share) {
    return Double.isNaN(share)
        ? number(value)
        : number(value) + String.format(Locale.ROOT, " (%.2f)", share);
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f", value);
  }
}
