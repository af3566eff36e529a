// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.shard;

/// One document as the trainer sees it. It never attends to another document.
///
/// @param tokens token ids, first to last, including `<|bos|>` and `<|eos|>` where the form has
///   them
/// @param lossWeights weight of the loss of *predicting* `tokens[i]`; same length as `tokens`
///   (`lossWeights[0]` is never used: nothing stands before the first token)
/// @param family what it is an example of (`prose-web`, `digest`, `proofread`, `drill-copy`, …)
// Arrays, because millions of these pass by; never compared.
@SuppressWarnings("ArrayRecordComponent")
public record Example(int[] tokens, float[] lossWeights, String family) {
  /// Checks that both arrays have one length.
  ///
  /// @throws IllegalArgumentException if they differ
  public Example {
    if (tokens.length != lossWeights.length) {
      throw new IllegalArgumentException(
          family + ": " + tokens.length + " tokens but " + lossWeights.length + " weights");
    }
  }
}
