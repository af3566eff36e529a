// SPDX-License-Identifier: Apache-2.0
package dev.hob.bench;

import dev.hob.engine.kernel.PaletteWeights;
import dev.hob.engine.kernel.Rows;
import dev.hob.engine.kernel.c.CKernels;
import dev.hob.engine.kernel.scalar.ScalarKernels;
import dev.hob.engine.kernel.vector.VectorKernels;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Who computes: the C kernels of one instruction set, the Vector API or the scalar reference.
sealed interface Contender permits CContender, JavaContender {
  String VECTOR = "vector";
  String SCALAR = "scalar";

  /// The words of all that can run on this machine, fastest first.
  static List<String> here() {
    List<String> words = new ArrayList<>();
    for (CKernels kernels : CKernels.all().reversed()) {
      words.add(word(kernels));
    }
    words.add(VECTOR);
    words.add(SCALAR);
    return List.copyOf(words);
  }

  /// @throws IllegalArgumentException it cannot run here
  static Contender named(String word) {
    return switch (word) {
      case VECTOR -> new JavaContender(VectorKernels.preferred());
      case SCALAR -> new JavaContender(new ScalarKernels());
      default ->
          CKernels.all().stream()
              .filter(kernels -> word(kernels).equals(word))
              .findFirst()
              .map(CContender::new)
              .orElseThrow(() -> new IllegalArgumentException(word + " is not one of " + here()));
    };
  }

  private static String word(CKernels kernels) {
    return kernels.isa().name().toLowerCase(Locale.ROOT);
  }

  /// For people.
  String title();

  /// The products `W x` of one input with each of these in turn.
  Operation product(List<PaletteWeights> matrices, Rows x);

  Work.Arithmetic palettes();

  /// `A x`, then `B t` for as many rows, with each of these pairs in turn. `t` stays what it is.
  Operation lowRank(List<Pairs.Pair> pairs, Rows x, Rows t);

  /// Attention of one token over a sequence that is `Attended` long, with each layer in turn.
  ///
  /// @param arena for the pages
  Operation attention(Attended attended, Arena arena);

  /// What one layer of it is.
  Work attentionWork(Attended attended);
}
