// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.stat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Named sums. A row's own are its contribution; adding those of all rows gives what a [Metric] is
/// computed from. A name never added to reads as 0. One thread at a time.
public final class Tally {
  private final Map<String, Double> sums = new TreeMap<>();

  public Tally add(String name, double value) {
    sums.merge(name, value, Double::sum);
    return this;
  }

  /// Adds to the numerator and the denominator of a share or a mean.
  public Tally share(String name, double part, double whole) {
    return add(name + "/part", part).add(name + "/whole", whole);
  }

  public Tally share(String name, boolean holds) {
    return share(name, holds ? 1 : 0, 1);
  }

  public void addAll(Tally other) {
    other.sums.forEach(this::add);
  }

  public double sum(String name) {
    return sums.getOrDefault(name, 0.0);
  }

  /// Part over whole; NaN where nothing was counted.
  public double ratio(String name) {
    double whole = sum(name + "/whole");
    return whole == 0 ? Double.NaN : sum(name + "/part") / whole;
  }

  public Map<String, Double> sums() {
    return Map.copyOf(sums);
  }

  /// The sum of all, in the order given.
  public static Tally total(List<Tally> rows) {
    Tally total = new Tally();
    rows.forEach(total::addAll);
    return total;
  }
}
