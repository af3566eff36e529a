// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.palette;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Which matrices get two bits: the cheapest in loss for the bytes they save, until the base is
/// within its budget. Two bits are only ever offered to gate and up products, and never to the
/// first layer's (data-plan, 7.2).
public final class BitMap {
  /// A matrix that may get two bits.
  ///
  /// @param weights how many it holds
  /// @param loss what two bits for this matrix alone cost (any scale; only the order counts)
  /// @param rank all of a lower rank come first
  public record Candidate(String tensor, int rank, long weights, double loss) {
    /// Of which none comes before another but by what it loses.
    public Candidate(String tensor, long weights, double loss) {
      this(tensor, 0, weights, loss);
    }

    double lossPerWeight() {
      return loss / weights;
    }
  }

  private final Map<String, Candidate> twoBits = new TreeMap<>();
  private final List<Candidate> ordered;
  private final double bitsPerWeight;

  private BitMap(List<Candidate> ordered, double bitsPerWeight) {
    this.ordered = ordered;
    this.bitsPerWeight = bitsPerWeight;
  }

  /// @param allFourBits bits a weight of the base with four bits everywhere, all counted
  /// @param parameters weights of the base
  /// @param budget bits a weight that may not be passed
  /// @throws IllegalArgumentException two bits for all candidates are still over the budget
  public static BitMap choose(
      List<Candidate> candidates, double allFourBits, long parameters, double budget) {
    List<Candidate> ordered = new ArrayList<>(candidates);
    ordered.sort(
        Comparator.comparingInt(Candidate::rank)
            .thenComparingDouble(Candidate::lossPerWeight)
            .thenComparing(Candidate::tensor));
    double bits = allFourBits;
    List<Candidate> chosen = new ArrayList<>();
    for (Candidate next : ordered) {
      if (bits <= budget) {
        break;
      }
      chosen.add(next);
      bits -= 2.0 * next.weights() / parameters;
    }
    if (bits > budget) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "two bits wherever they may be still make %.2f bits a weight, over %.2f",
              bits,
              budget));
    }
    BitMap map = new BitMap(ordered, bits);
    chosen.forEach(each -> map.twoBits.put(each.tensor(), each));
    return map;
  }

  /// 2 or 4.
  public int bits(String tensor) {
    return twoBits.containsKey(tensor) ? 2 : 4;
  }

  public double bitsPerWeight() {
    return bitsPerWeight;
  }

  /// The choice with its reasons, for the record.
  public ObjectNode toJson() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("bitsPerWeight", bitsPerWeight);
    for (Candidate each : ordered) {
      node.withArrayProperty("candidates")
          .addObject()
          .put("tensor", each.tensor())
          .put("weights", each.weights())
          .put("loss", each.loss())
          .put("bits", bits(each.tensor()));
    }
    return node;
  }

  /// Whether two bits may be offered to the matrix at all.
  public static boolean mayHaveTwoBits(String tensor) {
    boolean gateOrUp =
        tensor.endsWith("mlp.gate_proj.weight") || tensor.endsWith("mlp.up_proj.weight");
    return gateOrUp && !tensor.startsWith("model.layers.0.");
  }
}
