// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.sweep;

import java.util.List;
import java.util.Locale;

/// Small multiples: panels of one size side by side, as one SVG.
final class Drawing {
  private static final int COLUMNS = 4;
  private static final int WIDTH = 300;
  private static final int HEIGHT = 230;
  private static final int LEFT = 58;
  private static final int RIGHT = 18;
  private static final int TOP = 34;
  private static final int BOTTOM = 48;
  private static final int HEAD = 40;

  private final StringBuilder out = new StringBuilder();

  private Drawing() {}

  /// @param title above all panels
  static String svg(String title, List<Panel> panels) {
    return new Drawing().draw(title, panels);
  }

  private String draw(String title, List<Panel> panels) {
    int columns = Math.min(COLUMNS, panels.size());
    int width = columns * WIDTH;
    int height = HEAD + Math.ceilDiv(panels.size(), COLUMNS) * HEIGHT;
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\""
            + " height=\"%d\" role=\"img\" font-family=\"sans-serif\" font-size=\"11\">",
        width, height, width, height);
    add("<title>%s</title>", escaped(title));
    add("<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>", width, height);
    add("<text x=\"14\" y=\"25\" font-size=\"15\">%s</text>", escaped(title));
    for (int i = 0; i < panels.size(); i++) {
      add("<g transform=\"translate(%d %d)\">", i % COLUMNS * WIDTH, HEAD + i / COLUMNS * HEIGHT);
      panel(panels.get(i));
      add("</g>");
    }
    add("</svg>");
    return out.toString();
  }

  private void panel(Panel panel) {
    Axis across = Axis.upTo(panel.points().stream().mapToDouble(Panel.Point::x).max().orElse(0));
    Axis up = Axis.upTo(panel.points().stream().mapToDouble(Panel.Point::y).max().orElse(0));
    add("<text x=\"%d\" y=\"18\" font-weight=\"bold\">%s</text>", LEFT, escaped(panel.title()));
    for (double tick : up.ticks()) {
      add("<path d=\"M%d %.1fH%d\" stroke=\"#ddd\"/>", LEFT, y(up, tick), WIDTH - RIGHT);
      text(LEFT - 6, y(up, tick) + 4, "end", Axis.text(tick));
    }
    for (double tick : across.ticks()) {
      add("<path d=\"M%.1f %dv4\" stroke=\"#444\"/>", x(across, tick), HEIGHT - BOTTOM);
      text(x(across, tick), HEIGHT - BOTTOM + 16, "middle", Axis.text(tick));
    }
    add(
        "<path d=\"M%d %dV%dH%d\" fill=\"none\" stroke=\"#444\"/>",
        LEFT, TOP, HEIGHT - BOTTOM, WIDTH - RIGHT);
    text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 12, "middle", panel.x());
    add(
        "<text transform=\"translate(13 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>",
        (TOP + HEIGHT - BOTTOM) / 2, escaped(panel.y()));
    curve(panel, across, up);
  }

  private void curve(Panel panel, Axis across, Axis up) {
    StringBuilder points = new StringBuilder();
    for (Panel.Point point : panel.points()) {
      points.append(
          String.format(Locale.ROOT, "%.1f,%.1f ", x(across, point.x()), y(up, point.y())));
    }
    add(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"#1f6feb\" stroke-width=\"2\"/>",
        points.toString().strip());
    for (Panel.Point point : panel.points()) {
      add(
          "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"#1f6feb\"><title>%s: %s</title></circle>",
          x(across, point.x()), y(up, point.y()), Axis.text(point.x()), Axis.text(point.y()));
    }
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
