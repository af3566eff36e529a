// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.palette;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.engine.bundle.Palette;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/// Turns a base in full precision into a palettized one within a bit budget.
public final class Palettizer {
  /// A tensor in full precision.
  ///
  /// @param shape [rows, columns], or [length] of a norm
  /// @param sensitivity as `values`, empty if unknown
  public record Source(long[] shape, float[] values, float[] sensitivity) {}

  /// @param record the bit map and the error of each matrix
  public record Result(PalettizedBase base, ObjectNode record) {}

  /// @param bits budget, bits a weight with everything counted
  /// @param group G, columns that share a scale
  /// @param progress told (tensors done, tensors in all)
  public record Options(double bits, int group, BiConsumer<Integer, Integer> progress) {}

  private final SortedMap<String, Source> sources;
  private final Options options;
  private int done;
  private int total;

  public Palettizer(SortedMap<String, Source> sources, Options options) {
    this.sources = sources;
    this.options = options;
  }

  public Result run() {
    List<String> offered = sources.keySet().stream().filter(BitMap::mayHaveTwoBits).toList();
    total = sources.size() + offered.size();
    SortedMap<String, PalettizedTensor> matrices = new TreeMap<>();
    SortedMap<String, float[]> plain = new TreeMap<>();
    sources.forEach((name, source) -> {
      if (source.shape().length == 1) {
        plain.put(name, source.values());
      } else {
        matrices.put(name, fit(source, 4));
      }
      step();
    });
    PalettizedBase fourBits = new PalettizedBase(new TreeMap<>(matrices), plain);
    Map<String, PalettizedTensor> small = new TreeMap<>();
    List<BitMap.Candidate> candidates = new ArrayList<>();
    for (String name : offered) {
      Source source = source(name);
      PalettizedTensor two = fit(source, 2);
      small.put(name, two);
      candidates.add(
          new BitMap.Candidate(name, source.values().length, weightedError(source, two)));
      step();
    }
    BitMap map =
        BitMap.choose(candidates, fourBits.bitsPerWeight(), fourBits.parameters(), options.bits());
    small.forEach((name, two) -> {
      if (map.bits(name) == 2) {
        matrices.put(name, two);
      }
    });
    return new Result(new PalettizedBase(matrices, plain), record(map, matrices));
  }

  private PalettizedTensor fit(Source source, int bits) {
    int rows = (int) source.shape()[0];
    int columns = (int) source.shape()[1];
    Palette shape = new Palette(rows, columns, bits, rows, options.group());
    return TableFit.fit(shape, source.values(), source.sensitivity());
  }

  private ObjectNode record(BitMap map, SortedMap<String, PalettizedTensor> matrices) {
    ObjectNode node = map.toJson();
    node.put("G", options.group());
    ObjectNode errors = node.putObject("relativeRmsError");
    matrices.forEach((name, matrix) -> errors.put(name, relativeError(source(name), matrix)));
    return node;
  }

  /// `Σ s (w - ŵ)²`: with Fisher sensitivities the expected rise of the loss, up to a factor.
  private static double weightedError(Source source, PalettizedTensor matrix) {
    float[] values = matrix.values();
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      double error = values[i] - source.values()[i];
      double weight = source.sensitivity().length == 0 ? 1 : source.sensitivity()[i];
      sum += weight * error * error;
    }
    return sum;
  }

  private static double relativeError(Source source, PalettizedTensor matrix) {
    float[] values = matrix.values();
    double error = 0;
    double power = 0;
    for (int i = 0; i < values.length; i++) {
      double difference = values[i] - source.values()[i];
      error += difference * difference;
      power += (double) source.values()[i] * source.values()[i];
    }
    return power > 0 ? Math.sqrt(error / power) : 0;
  }

  private Source source(String name) {
    Source source = sources.get(name);
    if (source == null) {
      throw new IllegalArgumentException("no tensor " + name);
    }
    return source;
  }

  private void step() {
    done++;
    options.progress().accept(done, total);
  }
}
