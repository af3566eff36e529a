// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.train;

import java.util.Arrays;

/// Packed rows of one optimizer step. All arrays have rows * length entries.
///
/// @param tokens ids; 0 where a row is not filled
/// @param starts position in the row at which the token's document starts
/// @param targets the id that follows in the same document
/// @param weights weight of predicting the target; 0 behind the last token of a document
/// @param families name of what the position's document is an example of
/// @param length positions in a row
@SuppressWarnings("ArrayRecordComponent") // moved, never compared
public record Batch(
    int[] tokens, int[] starts, int[] targets, float[] weights, String[] families, int length) {
  /// Rows in this batch.
  public int rows() {
    return tokens.length / length;
  }

  /// Tokens of documents, without padding.
  public int filled() {
    int filled = 0;
    for (String family : families) {
      filled += family.isEmpty() ? 0 : 1;
    }
    return filled;
  }

  /// Sum of the weights, by which a loss is divided.
  public double weight() {
    double sum = 0;
    for (float weight : weights) {
      sum += weight;
    }
    return sum;
  }

  /// Some of the rows as a batch of their own.
  public Batch rows(int from, int to) {
    int start = from * length;
    int end = to * length;
    return new Batch(
        Arrays.copyOfRange(tokens, start, end),
        Arrays.copyOfRange(starts, start, end),
        Arrays.copyOfRange(targets, start, end),
        Arrays.copyOfRange(weights, start, end),
        Arrays.copyOfRange(families, start, end),
        length);
  }
}
