// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.sweep;

import java.util.List;

/// One curve with what its axes mean.
///
/// @param key names it in JSON
/// @param text what people read
/// @param points at least one, by ascending x, all finite and >= 0
/// @param least what the figure cannot be below, likewise; empty where that is not known
record Panel(String key, Text text, List<Point> points, List<Point> least) {
  /// @param title what is measured
  /// @param unit of it
  /// @param x label of the horizontal axis, with its unit
  record Text(String title, String unit, String x) {}

  record Point(double x, double y) {}

  Panel {
    points = List.copyOf(points);
    least = List.copyOf(least);
    if (points.isEmpty()) {
      throw new IllegalArgumentException("no points: " + key);
    }
    points.forEach(point -> check(key, point));
    for (Point point : least) {
      check(key, point);
    }
  }

  private static void check(String key, Point point) {
    boolean drawable =
        Double.isFinite(point.x) && Double.isFinite(point.y) && point.x >= 0 && point.y >= 0;
    if (!drawable) {
      throw new IllegalArgumentException(key + ": " + point);
    }
  }
}
