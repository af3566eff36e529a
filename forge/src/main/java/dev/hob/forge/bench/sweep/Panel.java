// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.sweep;

import java.util.List;

/// One curve with what its axes mean.
///
/// @param x label of the horizontal axis, with its unit
/// @param y label of the vertical axis, with its unit
/// @param points at least one, by ascending x, all finite and >= 0
record Panel(String title, String x, String y, List<Point> points) {
  record Point(double x, double y) {}

  Panel {
    points = List.copyOf(points);
    if (points.isEmpty()) {
      throw new IllegalArgumentException("no points: " + title);
    }
    for (Point point : points) {
      boolean drawable =
          Double.isFinite(point.x) && Double.isFinite(point.y) && point.x >= 0 && point.y >= 0;
      if (!drawable) {
        throw new IllegalArgumentException(title + ": " + point);
      }
    }
  }
}
