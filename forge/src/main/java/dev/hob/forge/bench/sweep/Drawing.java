// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.sweep;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Small multiples: panels of one size, three in a row, as one SVG that follows its reader's light
/// or dark scheme.
final class Drawing {
  static final int LEFT = 52;
  static final int RIGHT = 24;
  static final int TOP = 46;
  static final int BOTTOM = 44;
  static final int WIDTH = 300;
  static final int HEIGHT = 226;
  private static final int COLUMNS = 3;
  private static final int HEAD = 84;
  private static final int FOOT = 6;

  /// About as wide is the value of a point.
  private static final int LABEL = 36;

  private static final String STYLE =
      """
      <style>
      .paper{fill:#fff} text{fill:#1f2328} .soft{fill:#59636e} .bold{font-weight:600}
      .value{paint-order:stroke;stroke:#fff;stroke-width:4;stroke-linejoin:round}
      .grid{stroke:#d8dee4} .axis{stroke:#59636e;fill:none}
      .line{stroke:#0969da;fill:none;stroke-width:2;stroke-linejoin:round} .dot{fill:#0969da}
      .least{stroke:#bc4c00;fill:none;stroke-width:1.5;stroke-dasharray:5 4}
      @media (prefers-color-scheme:dark){
      .paper{fill:#0d1117} text{fill:#e6edf3} .soft{fill:#9198a1} .value{stroke:#0d1117}
      .grid{stroke:#2f3742} .axis{stroke:#9198a1}
      .line{stroke:#58a6ff} .dot{fill:#58a6ff} .least{stroke:#f0883e}
      }
      </style>
      """;

  private final StringBuilder out = new StringBuilder();

  private Drawing() {}

  /// What stands above all panels.
  ///
  /// @param title what was measured
  /// @param below on what, and how
  /// @param measured what the curves are
  /// @param least what the dashed ones are
  record Head(String title, String below, String measured, String least) {}

  static String svg(Head head, List<Panel> panels) {
    return new Drawing().draw(head, panels);
  }

  private String draw(Head head, List<Panel> panels) {
    int width = COLUMNS * WIDTH;
    int height = HEAD + Math.ceilDiv(panels.size(), COLUMNS) * HEIGHT + FOOT;
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\""
            + " height=\"%d\" role=\"img\" font-size=\"12\""
            + " font-family=\"system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif\">",
        width, height, width, height);
    add("<title>%s</title>", escaped(head.title()));
    out.append(STYLE);
    add("<rect class=\"paper\" width=\"%d\" height=\"%d\"/>", width, height);
    head(head);
    for (int i = 0; i < panels.size(); i++) {
      add("<g transform=\"translate(%d %d)\">", i % COLUMNS * WIDTH, HEAD + i / COLUMNS * HEIGHT);
      panel(panels.get(i));
      add("</g>");
    }
    add("</svg>");
    return out.toString();
  }

  private void head(Head head) {
    add("<text class=\"bold\" x=\"14\" y=\"26\" font-size=\"17\">%s</text>", escaped(head.title()));
    add("<text class=\"soft\" x=\"14\" y=\"46\">%s</text>", escaped(head.below()));
    add(
        "<path class=\"line\" d=\"M14 62h26\"/><circle class=\"dot\" cx=\"27\" cy=\"62\" r=\"3\"/>");
    add("<text x=\"46\" y=\"66\">%s</text>", escaped(head.measured()));
    add("<path class=\"least\" d=\"M194 62h26\"/>");
    add("<text x=\"226\" y=\"66\">%s</text>", escaped(head.least()));
  }

  private void panel(Panel panel) {
    List<Panel.Point> points = panel.points();
    double far = points.stream().mapToDouble(Panel.Point::x).max().orElse(0);
    double high =
        Stream.concat(points.stream(), panel.least().stream())
            .mapToDouble(Panel.Point::y)
            .max()
            .orElse(0);
    Axis across = Axis.upTo(far);
    Axis up = Axis.upTo(high);
    add(
        "<text x=\"14\" y=\"22\"><tspan class=\"bold\">%s</tspan><tspan class=\"soft\">, %s</tspan></text>",
        escaped(panel.text().title()), escaped(panel.text().unit()));
    for (double tick : up.ticks()) {
      add("<path class=\"grid\" d=\"M%d %.1fH%d\"/>", LEFT, y(up, tick), WIDTH - RIGHT);
      text(LEFT - 6, y(up, tick) + 4, "end", Axis.shown(tick));
    }
    for (double tick : across.ticks()) {
      add("<path class=\"axis\" d=\"M%.1f %dv4\"/>", x(across, tick), HEIGHT - BOTTOM);
      text(x(across, tick), HEIGHT - BOTTOM + 17, "middle", Axis.shown(tick));
    }
    add("<path class=\"axis\" d=\"M%d %dH%d\"/>", LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT);
    text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 10, "middle", panel.text().x());
    line("least", panel.least(), across, up);
    line("line", points, across, up);
    dots(panel, across, up);
  }

  private void line(String kind, List<Panel.Point> points, Axis across, Axis up) {
    if (points.size() < 2) {
      return;
    }
    StringBuilder list = new StringBuilder();
    for (Panel.Point point : points) {
      list.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(across, point.x()), y(up, point.y())));
    }
    add("<polyline class=\"%s\" points=\"%s\"/>", kind, list.toString().strip());
  }

  /// Every point, and the values of the two ends.
  private void dots(Panel panel, Axis across, Axis up) {
    List<Panel.Point> points = panel.points();
    for (Panel.Point point : points) {
      add(
          "<circle class=\"dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"><title>%s: %s %s</title></circle>",
          x(across, point.x()),
          y(up, point.y()),
          Axis.shown(point.x()),
          Axis.shown(point.y()),
          escaped(panel.text().unit()));
    }
    Panel.Point last = points.getLast();
    value(x(across, last.x()) + 4, y(up, last.y()) - 8, "end", last);
    if (points.size() > 1) {
      first(panel, across, up);
    }
  }

  /// Above the first point where the curve leaves room, else below, else not at all.
  private void first(Panel panel, Axis across, Axis up) {
    Panel.Point first = panel.points().getFirst();
    double x = x(across, first.x());
    double y = y(up, first.y());
    if (y - highest(panel.points(), across, up) < 6) {
      value(x + 3, y - 8, "start", first);
    } else {
      double floor =
          panel.least().isEmpty() ? HEIGHT - BOTTOM : y(up, panel.least().getFirst().y());
      if (floor - y > 24 || (y - floor > 24 && HEIGHT - BOTTOM - y > 24)) {
        value(x + 3, y + 17, "start", first);
      }
    }
  }

  /// Of the curve above the value that stands beside its first point, in pixels from the top.
  private static double highest(List<Panel.Point> points, Axis across, Axis up) {
    double end = x(across, points.getFirst().x()) + LABEL;
    double highest = HEIGHT;
    for (int i = 0; i < points.size() - 1; i++) {
      double from = x(across, points.get(i).x());
      double to = x(across, points.get(i + 1).x());
      if (from < end) {
        double part = Math.min(1, (end - from) / Math.max(to - from, 1e-9));
        double y = y(up, points.get(i).y());
        highest = Math.min(highest, y + part * (y(up, points.get(i + 1).y()) - y));
      }
    }
    return highest;
  }

  private void value(double x, double y, String anchor, Panel.Point point) {
    add(
        "<text class=\"value\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
        x, y, anchor, Axis.shown(point.y()));
  }

  private static double x(Axis axis, double value) {
    return LEFT + (WIDTH - LEFT - RIGHT) * value / axis.end();
  }

  private static double y(Axis axis, double value) {
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / axis.end();
  }

  private void text(double x, double y, String anchor, String text) {
    add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor, escaped(text));
  }

  @SuppressWarnings("AnnotateFormatMethod") // only this class calls it
  private void add(String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
