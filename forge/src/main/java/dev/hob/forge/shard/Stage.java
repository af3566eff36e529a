// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.shard;

import java.util.LinkedHashMap;
import java.util.Map;

/// The stages of base training: which family gets which share of the tokens, and how much the
/// prompt of a task counts.
public enum Stage {
  /// Copying: drills only.
  WARM(0.2f, parts(0, 1, 0)),
  /// Language.
  LANG(0.2f, parts(0.75, 0.13, 0.12)),
  /// Language and tasks.
  MIX(0.2f, parts(0.50, 0.10, 0.40)),
  /// Mostly tasks; of running text only the kinds nearest to what Hob reads.
  DECAY(0.1f, parts(0.20, 0.08, 0.72));

  /// Share of each kind of running text. Web text counts about double its bytes, novels half.
  private static final Map<String, Double> TEXT =
      Map.of(
          "prose-web", 0.24,
          "prose-talk", 0.32,
          "prose-novels", 0.10,
          "dialogue-chat", 0.16,
          "dialogue-task", 0.13,
          "dialogue-meetings", 0.05);

  private static final Map<String, Double> LATE_TEXT =
      Map.of("prose-web", 0.6, "dialogue-chat", 0.2, "dialogue-task", 0.2);

  private static final Map<String, Double> TASKS =
      Map.of(
          "digest", 0.30,
          "text", 0.14,
          "proofread", 0.32,
          "act", 0.10,
          "prioritize", 0.08,
          "concise", 0.06);

  private final float promptWeight;
  private final double[] parts;

  Stage(float promptWeight, double[] parts) {
    this.promptWeight = promptWeight;
    this.parts = parts;
  }

  private static double[] parts(double text, double drills, double tasks) {
    return new double[] {text, drills, tasks};
  }

  /// Loss weight of a task's prompt; its answer weighs 1.
  public float promptWeight() {
    return promptWeight;
  }

  /// Share of the tokens by family; the sum is 1.
  public Map<String, Double> shares() {
    Map<String, Double> shares = new LinkedHashMap<>();
    add(shares, parts[0], this == DECAY ? LATE_TEXT : TEXT);
    add(shares, parts[1], Map.of("drills", 1.0));
    add(shares, parts[2], TASKS);
    return shares;
  }

  private static void add(Map<String, Double> shares, double part, Map<String, Double> families) {
    if (part > 0) {
      families.entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(e -> shares.put(e.getKey(), part * e.getValue()));
    }
  }
}
