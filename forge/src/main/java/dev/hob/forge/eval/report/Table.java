// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.report;

import dev.hob.forge.eval.stat.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A [Report] for people: one line a metric, baselines beside it, three decimals.
public final class Table {
  private static final int NAME_WIDTH = 20;

  private Table() {}

  /// @param worst so many of the worst rows below the table
  public static String of(Report report, int worst) {
    List<String> lines = new ArrayList<>();
    lines.add(
        report.subject().scorer().feature()
            + ", "
            + report.subject().file().name()
            + ": "
            + report.subject().rows()
            + " rows, "
            + report.subject().file().skipped()
            + " of other kinds, "
            + report.scores().errors()
            + " errors");
    lines.add("system: " + report.answered().stamp().system());
    List<String> baselines = List.copyOf(report.baselines().keySet().stream().sorted().toList());
    StringBuilder head = new StringBuilder(padded("", NAME_WIDTH));
    head.append(padded("value  [95 % interval]", 26));
    baselines.forEach(name -> head.append(padded(name, 12)));
    lines.add("");
    lines.add(head.toString().stripTrailing());
    report.metrics().forEach((name, value) -> lines.add(line(report, name, value, baselines)));
    report.against().ifPresent(other -> lines.add(difference(report, other)));
    if (report.subject().rows() < 30) {
      lines.add("fewer than 30 rows: differences prove nothing");
    }
    Map<String, Object> speed = report.speed();
    if (!speed.isEmpty()) {
      lines.add("speed: " + speed);
    }
    for (Report.Worst row : report.worst(worst)) {
      lines.add("");
      lines.add(row.id() + ": " + decimals(row.value()) + " " + row.error());
      lines.add("  " + row.input());
      lines.add("  " + (row.output().isMissingNode() ? "no answer" : row.output()));
    }
    return String.join("\n", lines) + "\n";
  }

  private static String line(Report report, String name, Interval value, List<String> baselines) {
    String mark = name.equals(report.subject().primary()) ? "* " : "  ";
    StringBuilder line = new StringBuilder(padded(mark + name, NAME_WIDTH + 2));
    line.append(
        padded(
            decimals(value.value())
                + "  ["
                + decimals(value.low())
                + ", "
                + decimals(value.high())
                + "]",
            26));
    for (String baseline : baselines) {
      Double other = report.baselines().getOrDefault(baseline, Map.of()).get(name);
      line.append(padded(other == null ? "-" : decimals(other), 12));
    }
    return line.toString().stripTrailing();
  }

  private static String difference(Report report, Against other) {
    Interval interval = other.difference().get(report.subject().primary());
    return interval == null
        ? "against " + other.name() + ": " + report.subject().primary() + " is undefined"
        : "against "
            + other.name()
            + ": "
            + report.subject().primary()
            + " "
            + decimals(interval.value())
            + " ["
            + decimals(interval.low())
            + ", "
            + decimals(interval.high())
            + "]"
            + (report.ships(other) ? "; it may take its place" : "; it may not take its place");
  }

  private static String padded(String text, int width) {
    return text.length() >= width ? text + " " : text + " ".repeat(width - text.length());
  }

  private static String decimals(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
