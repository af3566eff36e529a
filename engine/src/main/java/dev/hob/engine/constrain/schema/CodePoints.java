// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.constrain.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// A set of Unicode code points without surrogates, as ranges in order. Immutable.
record CodePoints(List<Range> ranges) {
  static final CodePoints NONE = new CodePoints(List.of());
  static final CodePoints ALL = range(0, 0xD7FF).or(range(0xE000, Character.MAX_CODE_POINT));

  record Range(int from, int to) {}

  static CodePoints range(int from, int to) {
    return from > to ? NONE : new CodePoints(List.of(new Range(from, to)));
  }

  static CodePoints of(int codePoint) {
    return range(codePoint, codePoint);
  }

  CodePoints or(CodePoints other) {
    TreeMap<Integer, Integer> sorted = new TreeMap<>();
    ranges.forEach(r -> sorted.merge(r.from, r.to, Math::max));
    other.ranges.forEach(r -> sorted.merge(r.from, r.to, Math::max));
    List<Range> out = new ArrayList<>();
    sorted.forEach((from, to) -> {
      Range last = out.isEmpty() ? new Range(-2, -2) : out.getLast();
      if (from <= last.to + 1) {
        out.set(out.size() - 1, new Range(last.from, Math.max(last.to, to)));
      } else {
        out.add(new Range(from, to));
      }
    });
    return new CodePoints(List.copyOf(out));
  }

  /// All others.
  CodePoints not() {
    List<Range> out = new ArrayList<>();
    int at = 0;
    for (Range range : ranges) {
      if (range.from > at) {
        out.add(new Range(at, range.from - 1));
      }
      at = range.to + 1;
    }
    if (at <= Character.MAX_CODE_POINT) {
      out.add(new Range(at, Character.MAX_CODE_POINT));
    }
    return new CodePoints(List.copyOf(out)).and(ALL);
  }

  CodePoints and(CodePoints other) {
    List<Range> out = new ArrayList<>();
    for (Range left : ranges) {
      for (Range right : other.ranges) {
        int from = Math.max(left.from, right.from);
        int to = Math.min(left.to, right.to);
        if (from <= to) {
          out.add(new Range(from, to));
        }
      }
    }
    return new CodePoints(List.copyOf(out));
  }

  boolean has(int codePoint) {
    return ranges.stream().anyMatch(r -> r.from <= codePoint && codePoint <= r.to);
  }
}
