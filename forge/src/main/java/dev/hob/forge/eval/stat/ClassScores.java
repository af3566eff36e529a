// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.stat;

import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Scores of choosing one class among few: macro F1 and how honest the stated confidence is.
public final class ClassScores {
  private static final int BINS = 10;

  private ClassScores() {}

  /// Counts one item for macro F1.
  public static void countClass(Tally tally, String gold, String predicted) {
    if (gold.equals(predicted)) {
      tally.add("tp:" + gold, 1);
    } else {
      tally.add("fn:" + gold, 1).add("fp:" + predicted, 1);
    }
  }

  /// Counts one item for the calibration error.
  ///
  /// @param confidence probability of the predicted class, 0 to 1
  public static void countConfidence(Tally tally, double confidence, boolean right) {
    int bin = Math.clamp((int) Math.ceil(10 * confidence) - 1, 0, BINS - 1);
    tally.add("bin" + bin + ":n", 1).add("bin" + bin + ":confidence", confidence);
    tally.add("bin" + bin + ":right", right ? 1 : 0);
  }

  /// Precision, recall and F1 of each class that occurs, by its name.
  public static Map<String, Map<String, Double>> byClass(Tally total) {
    Map<String, Map<String, Double>> classes = new TreeMap<>();
    for (String name : classes(total)) {
      double tp = total.sum("tp:" + name);
      double fp = total.sum("fp:" + name);
      double fn = total.sum("fn:" + name);
      classes.put(
          name,
          Map.of(
              "precision", tp + fp == 0 ? 0 : tp / (tp + fp),
              "recall", tp + fn == 0 ? 0 : tp / (tp + fn),
              "f1", 2 * tp / (2 * tp + fp + fn)));
    }
    return classes;
  }

  private static SortedSet<String> classes(Tally total) {
    SortedSet<String> classes = new TreeSet<>();
    total
        .sums()
        .forEach((name, sum) -> {
          if (sum > 0 && name.matches("(tp|fp|fn):.*")) {
            classes.add(name.substring(3));
          }
        });
    return classes;
  }

  /// Mean of 2TP / (2TP + FP + FN) over classes that occur in gold or predictions; NaN without any.
  public static double macroF1(Tally total) {
    SortedSet<String> classes = classes(total);
    double sum = 0;
    for (String name : classes) {
      double tp = total.sum("tp:" + name);
      sum += 2 * tp / (2 * tp + total.sum("fp:" + name) + total.sum("fn:" + name));
    }
    return classes.isEmpty() ? Double.NaN : sum / classes.size();
  }

  /// Expected calibration error over ten bins; NaN without items.
  public static double ece(Tally total) {
    double n = 0;
    double error = 0;
    for (int bin = 0; bin < BINS; bin++) {
      n += total.sum("bin" + bin + ":n");
      error += Math.abs(total.sum("bin" + bin + ":right") - total.sum("bin" + bin + ":confidence"));
    }
    return n == 0 ? Double.NaN : error / n;
  }
}
