// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.quality;

import dev.hob.engine.bundle.Palette;
import dev.hob.forge.importing.StripFit;
import dev.hob.forge.palette.BitMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/// Weights as `hob model import` would palettize them: a table for each 16 rows, a scale for each
/// [#GROUP] columns, 2 or 4 bits a matrix by what two bits lose. The product's rules which matrices
/// may have two bits are lifted, or small budgets could not be met at all.
final class OwnPalettes {
  static final int GROUP = 64;

  /// The embedding, which is also the head.
  static final String HEAD = "model.embed_tokens.weight";

  private static final int ROWS = 16;

  private final TrainedBase base;
  private final SortedMap<String, Fitted> two = new TreeMap<>();
  private final SortedMap<String, Fitted> four = new TreeMap<>();

  /// @param values decoded again
  private record Fitted(float[] values, double error, double power, long bits) {}

  /// @param bits a weight, everything counted
  /// @param twoBits matrices that have two bits
  record Palettized(TrainedBase weights, double bits, int twoBits) {}

  OwnPalettes(TrainedBase base) {
    this.base = base;
    base.tensors()
        .forEach((name, values) -> {
          if (base.isMatrix(name)) {
            two.put(name, fit(name, values, 2));
            four.put(name, fit(name, values, 4));
          }
        });
  }

  private Fitted fit(String name, float[] weights, int bits) {
    int rows = (int) base.shape(name)[0];
    int columns = (int) base.shape(name)[1];
    Palette palette = new Palette(rows, columns, bits, ROWS, GROUP);
    StripFit fit = new StripFit(palette);
    float[] values = new float[weights.length];
    double error = 0;
    double power = 0;
    for (int first = 0; first < rows; first += ROWS) {
      int have = Math.min(ROWS, rows - first) * columns;
      fit.fit(
          Arrays.copyOf(
              Arrays.copyOfRange(weights, first * columns, first * columns + have),
              ROWS * columns));
      error += fit.error();
      power += fit.power();
      byte[] lut = fit.lut();
      for (int i = 0; i < have; i++) {
        int scale = i / columns * palette.groups() + i % columns / GROUP;
        int entry = Byte.toUnsignedInt(lut[fit.indices()[i]]) - Palette.ZERO;
        values[first * columns + i] = fit.scales()[scale] * entry / Palette.ONE;
      }
    }
    long strips = Math.ceilDiv(rows, ROWS);
    long size =
        (long) bits * rows * columns
            + strips * palette.groups() * ROWS * 16
            + strips * palette.entries() * 8;
    return new Fitted(values, error, power, size);
  }

  /// @param budget bits a weight that may not be passed
  Palettized within(double budget) {
    return chosen(map(budget));
  }

  /// The same choice, with the embedding as `head` has it.
  Palettized within(double budget, PeerMixes.Quantized head) {
    Palettized own = within(budget);
    SortedMap<String, float[]> decoded = new TreeMap<>(own.weights().tensors());
    decoded.put(HEAD, Objects.requireNonNull(head.weights().tensors().get(HEAD)));
    long before =
        Objects.requireNonNull(map(budget).bits(HEAD) == 2 ? two.get(HEAD) : four.get(HEAD)).bits();
    double more = (double) (head.headBits() - before) / base.parameters();
    return new Palettized(base.with(decoded), own.bits() + more, own.twoBits());
  }

  private BitMap map(double budget) {
    List<BitMap.Candidate> candidates = new ArrayList<>();
    long all = 0;
    for (String name : base.tensors().keySet()) {
      Fitted wide = four.get(name);
      Fitted narrow = two.get(name);
      if (wide == null || narrow == null) {
        all += 32L * values(name).length;
        continue;
      }
      all += wide.bits();
      int weights = wide.values().length;
      double lost = (narrow.error() - wide.error()) / wide.power() * weights;
      candidates.add(new BitMap.Candidate(name, weights, lost));
    }
    return BitMap.choose(candidates, (double) all / base.parameters(), base.parameters(), budget);
  }

  private Palettized chosen(BitMap map) {
    SortedMap<String, float[]> decoded = new TreeMap<>();
    long size = 0;
    int narrowOnes = 0;
    for (String name : base.tensors().keySet()) {
      Fitted fitted = map.bits(name) == 2 ? two.get(name) : four.get(name);
      decoded.put(name, fitted == null ? values(name) : fitted.values());
      size += fitted == null ? 32L * values(name).length : fitted.bits();
      narrowOnes += map.bits(name) == 2 ? 1 : 0;
    }
    return new Palettized(base.with(decoded), (double) size / base.parameters(), narrowOnes);
  }

  private float[] values(String name) {
    return Objects.requireNonNull(base.tensors().get(name), name);
  }
}
