// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Draws a run's losses as SVG: each step pale, their running mean dark, one colour a stage.
public final class LossCurve {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 420;
  private static final int MARGIN = 45;
  private static final double KEEP = 0.95;
  private static final List<String> COLOURS =
      List.of("#8a5a00", "#1f6f8b", "#2c7a3f", "#7a2c6f", "#444444");

  private record Point(String stage, double tokens, double loss) {}

  private LossCurve() {}

  /// Draws a log.
  ///
  /// @throws IOException if a file cannot be read or written
  public static void write(Path log, Path svg) throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<Point> points = new ArrayList<>();
    for (String line : Files.readAllLines(log)) {
      JsonNode node = json.readTree(line);
      if (node.has("step")) {
        points.add(
            new Point(
                node.path("stage").asText(),
                node.path("tokens").asDouble(),
                node.path("loss").asDouble()));
      }
    }
    Files.writeString(svg, draw(points));
  }

  private static String draw(List<Point> points) {
    double end = points.isEmpty() ? 1 : points.getLast().tokens;
    double top = points.stream().mapToDouble(Point::loss).max().orElse(1);
    StringBuilder out = new StringBuilder();
    out.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                + " font-family=\"sans-serif\" font-size=\"12\">%n",
            WIDTH,
            HEIGHT));
    for (int i = 0; i <= 5; i++) {
      double y = y(top * i / 5, top);
      out.append(
          String.format(
              Locale.ROOT,
              "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>"
                  + "<text x=\"5\" y=\"%.1f\">%.2f</text>%n",
              MARGIN,
              WIDTH - 5,
              y,
              y,
              y + 4,
              top * i / 5));
    }
    List<String> stages = points.stream().map(Point::stage).distinct().toList();
    for (int i = 0; i < stages.size(); i++) {
      String stage = stages.get(i);
      String colour = COLOURS.get(i % COLOURS.size());
      List<Point> own = points.stream().filter(p -> p.stage.equals(stage)).toList();
      out.append(line(own, end, top, colour, 0.25));
      out.append(line(smooth(own), end, top, colour, 1));
      out.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%.1f\" y=\"15\" fill=\"%s\">%s</text>%n",
              x(own.getFirst().tokens, end) + 4,
              colour,
              stage));
    }
    out.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"%d\">loss in nats over tokens (%.2f M at the right)</text>%n</svg>%n",
            MARGIN,
            HEIGHT - 8,
            end / 1e6));
    return out.toString();
  }

  private static List<Point> smooth(List<Point> points) {
    List<Point> out = new ArrayList<>();
    double mean = points.getFirst().loss;
    for (Point point : points) {
      mean = KEEP * mean + (1 - KEEP) * point.loss;
      out.add(new Point(point.stage, point.tokens, mean));
    }
    return out;
  }

  private static String line(
      List<Point> points, double end, double top, String colour, double opacity) {
    StringBuilder out = new StringBuilder("<polyline fill=\"none\" stroke=\"" + colour);
    out.append("\" stroke-opacity=\"").append(opacity).append("\" points=\"");
    for (Point p : points) {
      out.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(p.tokens, end), y(p.loss, top)));
    }
    return out.append("\"/>\n").toString();
  }

  private static double x(double tokens, double end) {
    return MARGIN + (WIDTH - MARGIN - 5) * tokens / end;
  }

  private static double y(double loss, double top) {
    return HEIGHT - MARGIN - (HEIGHT - MARGIN - 25) * loss / top;
  }
}
