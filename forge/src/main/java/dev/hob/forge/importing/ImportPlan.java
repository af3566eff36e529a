// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing;

import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.bundle.IncompatibleBundleException;
import dev.hob.engine.bundle.ModelConfig;
import dev.hob.engine.bundle.Palette;
import dev.hob.engine.bundle.TensorType;
import dev.hob.engine.bundle.WeightsLayout;
import dev.hob.forge.importing.calibration.Sensitivity;
import dev.hob.forge.importing.calibration.SensitivityFile;
import dev.hob.forge.importing.source.ModelSource;
import dev.hob.forge.importing.source.SourceTensor;
import dev.hob.forge.palette.BitMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/// What each tensor becomes: plain, or palettized in 2 or 4 bits so that all together keep to the
/// budget. Two bits go where a sample of strips loses least.
final class ImportPlan {
  /// Columns that share a scale.
  static final int GROUP = 64;

  /// A budget is a round number; tables and norms come to a little more.
  private static final double SLACK = 0.03;

  /// One strip in so many is tried with two bits.
  private static final int SAMPLE = 12;

  private final WeightsLayout layout;
  private final Map<String, WeightsLayout.Entry> entries;

  private final Optional<SensitivityFile> found;

  private ImportPlan(List<WeightsLayout.Entry> list, Optional<SensitivityFile> found) {
    this.found = found;
    layout = WeightsLayout.of(list);
    entries = new LinkedHashMap<>();
    list.forEach(entry -> entries.put(entry.name(), entry));
  }

  /// @param bits budget a weight; 16 and 32 keep tensors plain
  /// @param found by a calibration
  /// @throws IllegalArgumentException two bits wherever they may be are still over the budget
  static ImportPlan of(
      ModelSource source, ModelConfig config, double bits, Optional<SensitivityFile> found) {
    if (bits >= 16) {
      return new ImportPlan(plain(source, config, bits), Optional.empty());
    }
    ImportPlan four = new ImportPlan(palettized(config, _ -> 4), found);
    if (four.layout.bitsPerWeight() <= bits + SLACK) {
      return four;
    }
    SortedMap<Integer, List<String>> ranks = new TreeMap<>();
    config
        .shapes()
        .forEach((name, shape) -> {
          if (shape.length == 2) {
            ranks.computeIfAbsent(rank(name), _ -> new ArrayList<>()).add(name);
          }
        });
    List<BitMap.Candidate> candidates = new ArrayList<>();
    double least = four.layout.bitsPerWeight();
    for (var rank : ranks.entrySet()) {
      if (least <= bits + SLACK) {
        break; // the others keep four bits: no need to try them
      }
      for (String name : rank.getValue()) {
        SourceTensor tensor = source.tensor(name);
        long weights = (long) tensor.rows() * tensor.columns();
        Optional<Sensitivity> known =
            found.flatMap(it -> it.of(name)).map(Sensitivity::powersAlone);
        candidates.add(new BitMap.Candidate(name, rank.getKey(), weights, lost(tensor, known)));
        least -= 2.0 * weights / four.layout.parameters();
      }
    }
    BitMap map =
        BitMap.choose(
            candidates, four.layout.bitsPerWeight(), four.layout.parameters(), bits + SLACK);
    return new ImportPlan(palettized(config, map::bits), found);
  }

  /// Asks for every tensor before anything is written, and that there is nothing else: a bias that
  /// `config` knows nothing of would be lost without a word.
  ///
  /// @throws CorruptBundleException one is missing or has another shape than `config` says
  /// @throws IncompatibleBundleException one is left over
  static void requireTensors(ModelSource source, ModelConfig config) {
    config
        .shapes()
        .forEach((name, shape) -> {
          SourceTensor tensor = source.tensor(name);
          long rows = shape.length == 2 ? shape[0] : 1;
          long columns = shape[shape.length - 1];
          if (tensor.rows() != rows || tensor.columns() != columns) {
            throw new CorruptBundleException(
                String.valueOf(source.files().getFirst().getFileName()),
                -1,
                "%s is [%d, %d], expected [%d, %d]"
                    .formatted(tensor.name(), tensor.rows(), tensor.columns(), rows, columns));
          }
        });
    List<String> unread = source.unread();
    if (!unread.isEmpty()) {
      throw new IncompatibleBundleException(
          String.valueOf(source.files().getFirst().getFileName()),
          "tensors",
          "those of a " + config.family().modelType() + " model and no other",
          unread.size() == 1 ? unread.getFirst() : unread.size() + ", first " + unread.getFirst());
    }
  }

  /// In which order matrices are offered two bits, by what each alone cost on the trained base of
  /// shape S (divergence a million weights, docs/results/palette-quality.md): up 0.002, gate 0.003,
  /// q 0.004, down and o 0.01, k 0.015, v 0.02 and a head 0.09; the first layer's o, down and v
  /// 0.06 to 0.5.
  private static int rank(String tensor) {
    if (!tensor.startsWith("model.layers.")) {
      return 5;
    }
    String part = tensor.substring(tensor.indexOf('.', "model.layers.".length()) + 1);
    int own =
        switch (part) {
          case "mlp.gate_proj.weight", "mlp.up_proj.weight" -> 0;
          case "self_attn.q_proj.weight" -> 1;
          case "self_attn.o_proj.weight", "mlp.down_proj.weight" -> 2;
          case "self_attn.k_proj.weight" -> 3;
          default -> 4;
        };
    if (tensor.startsWith("model.layers.0.")) {
      return own == 0 || own == 1 || own == 3 ? 6 : 7;
    }
    return own;
  }

  /// Within the budget where that can be, else with two bits wherever they may be.
  static ImportPlan usual(
      ModelSource source, ModelConfig config, double bits, Optional<SensitivityFile> found) {
    ImportPlan least =
        new ImportPlan(palettized(config, n -> BitMap.mayHaveTwoBits(n) ? 2 : 4), found);
    return least.layout.bitsPerWeight() > bits + SLACK ? least : of(source, config, bits, found);
  }

  private static List<WeightsLayout.Entry> plain(
      ModelSource source, ModelConfig config, double bits) {
    List<WeightsLayout.Entry> list = new ArrayList<>();
    config
        .shapes()
        .forEach((name, shape) -> {
          boolean half = shape.length == 2 && bits < 32;
          TensorType type =
              !half
                  ? TensorType.F32
                  : source.tensor(name).isBrainFloat() ? TensorType.BF16 : TensorType.F16;
          list.add(new WeightsLayout.Entry.Plain(name, type, shape));
        });
    return list;
  }

  private static List<WeightsLayout.Entry> palettized(
      ModelConfig config, ToIntFunction<String> bits) {
    List<WeightsLayout.Entry> list = new ArrayList<>();
    config
        .shapes()
        .forEach((name, shape) ->
            list.add(
                shape.length == 1
                    ? new WeightsLayout.Entry.Plain(name, TensorType.F32, shape)
                    : new WeightsLayout.Entry.Palettized(
                        name,
                        new Palette(
                            (int) shape[0], (int) shape[1], bits.applyAsInt(name), 16, GROUP))));
    return list;
  }

  /// Share of a matrix's power that two bits lose and four do not, times its weights.
  private static double lost(SourceTensor tensor, Optional<Sensitivity> known) {
    int rows = tensor.rows();
    int columns = tensor.columns();
    double error = 0;
    double power = 0;
    float[] weights = new float[16 * columns];
    for (int bits : new int[] {2, 4}) {
      StripFit fit = new StripFit(new Palette(rows, columns, bits, 16, GROUP), known);
      for (int strip = 0; strip < rows / 16; strip += SAMPLE) {
        tensor.read(16 * strip, 16, weights, 0);
        fit.fit(weights);
        error += bits == 2 ? fit.error() : -fit.error();
        power += bits == 2 ? fit.power() : 0;
      }
    }
    tensor.unload();
    return power > 0 ? error / power * rows * columns : 0;
  }

  WeightsLayout layout() {
    return layout;
  }

  /// By name, in the order of the file.
  Map<String, WeightsLayout.Entry> entries() {
    return entries;
  }

  /// What a calibration knows of a tensor's inputs. One thread at a time.
  Optional<Sensitivity> sensitivity(String tensor) {
    return found.flatMap(it -> it.of(tensor));
  }

  /// Which tensors have how many bits and what was calibrated with, in words: the same plan, the
  /// same text.
  String text() {
    StringBuilder out = new StringBuilder();
    found.ifPresent(it -> out.append("calibration ").append(it.key()).append('\n'));
    entries
        .values()
        .forEach(entry ->
            out.append(
                switch (entry) {
                  case WeightsLayout.Entry.Plain p -> p.name() + " " + p.type() + "\n";
                  case WeightsLayout.Entry.Palettized p -> p.name() + " " + p.palette() + "\n";
                }));
    return out.toString();
  }
}
