// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel.c;

/// Sizes and offsets of the structures of `hob.h`, in bytes. The library's own sizes are compared
/// when it is loaded.
public final class CLayout {
  static final long WEIGHTS = 48;

  /// `hob_pair`: A, B, scaling, present.
  public static final long PAIR = 2 * WEIGHTS + 8;

  public static final long PAIR_B = WEIGHTS;
  public static final long PAIR_SCALING = 2 * WEIGHTS;
  public static final long PAIR_PRESENT = 2 * WEIGHTS + 4;

  /// `hob_layer`: seven matrices, six norms and four biases, two numbers.
  public static final long LAYER = 7 * WEIGHTS + 10 * 8 + 2 * 4;

  public static final long LAYER_VECTORS = 7 * WEIGHTS;
  public static final long LAYER_NUMBERS = LAYER_VECTORS + 10 * 8;

  /// `hob_model`: embedding, head, two addresses, ten whole numbers, four others.
  public static final long MODEL = 2 * WEIGHTS + 2 * 8 + 16 * 4;

  public static final long MODEL_HEAD = WEIGHTS;
  public static final long MODEL_NORM = 2 * WEIGHTS;
  public static final long MODEL_LAYERS = 2 * WEIGHTS + 8;
  public static final long MODEL_NUMBERS = 2 * WEIGHTS + 16;

  public static final long GROUP = 32;
  public static final long PLAN = 80;

  private CLayout() {}

  /// Bytes of one matrix inside these structures.
  public static long weights() {
    return WEIGHTS;
  }
}
