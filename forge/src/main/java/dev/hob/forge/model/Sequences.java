// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/// Rows of packed documents as the forward pass needs them: ids, rotary tables and the mask that
/// keeps each document to itself.
///
/// The scalars are arrays because DJL makes a number into an array whose memory it frees at the
/// next garbage collection, while PyTorch still needs it for the backward pass.
///
/// @param ids shape [rows * length], int64
/// @param mask shape [rows, 1, 1, length, length]: 0 where a position may look, else -1e9
/// @param cos shape [rows * length, 1, headDim / 2]
/// @param sin like `cos`
/// @param scale scalar: what scores are multiplied by
/// @param minusHalf scalar: the exponent of a reciprocal root
/// @param rows rows
/// @param length positions in a row
public record Sequences(
    NDArray ids,
    NDArray mask,
    NDArray cos,
    NDArray sin,
    NDArray scale,
    NDArray minusHalf,
    int rows,
    int length) {
  private static final float HIDDEN = -1e9f;

  /// Lays out packed rows.
  ///
  /// @param tokens ids, row by row
  /// @param starts for each position the position in its row at which its document starts
  /// @param length positions in a row; divides the number of tokens
  /// @param headDim width of a head
  public static Sequences of(
      NDManager manager, int[] tokens, int[] starts, int length, int headDim) {
    int rows = tokens.length / length;
    int half = headDim / 2;
    long[] ids = new long[tokens.length];
    float[] cos = new float[tokens.length * half];
    float[] sin = new float[tokens.length * half];
    float[] mask = new float[rows * length * length];
    Arrays.fill(mask, HIDDEN);
    double[] frequency = frequencies(headDim);
    for (int i = 0; i < tokens.length; i++) {
      ids[i] = tokens[i];
      int at = i % length;
      Arrays.fill(mask, i * length + starts[i], i * length + at + 1, 0);
      for (int k = 0; k < half; k++) {
        double angle = (at - starts[i]) * frequency[k];
        cos[i * half + k] = (float) Math.cos(angle);
        sin[i * half + k] = (float) Math.sin(angle);
      }
    }
    Shape table = new Shape(tokens.length, 1, half);
    return new Sequences(
        manager.create(ids),
        manager.create(mask, new Shape(rows, 1, 1, length, length)),
        manager.create(cos, table),
        manager.create(sin, table),
        manager.create((float) (1 / Math.sqrt(headDim))),
        manager.create(-0.5f),
        rows,
        length);
  }

  /// One document in one row.
  public static Sequences single(NDManager manager, int[] tokens, int headDim) {
    return of(manager, tokens, new int[tokens.length], tokens.length, headDim);
  }

  private static double[] frequencies(int headDim) {
    double[] out = new double[headDim / 2];
    for (int k = 0; k < out.length; k++) {
      out[k] = Math.pow(ModelConfig.ROPE_THETA, -2.0 * k / headDim);
    }
    return out;
  }
}
