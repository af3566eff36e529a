// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

/// What a field that `config.json` leaves out means: each family's own class in Hugging Face's
/// transformers writes only what differs from its defaults where one configuration lies in another.
///
/// @param kvHeads 0 = as many as heads
/// @param headDim 0 = the width's share
/// @param window of layers that slide; 0 = they see everything
/// @see "transformers, models/*/configuration_*.py"
record FamilyDefaults(
    int width,
    int ffn,
    int layers,
    int heads,
    int kvHeads,
    int headDim,
    int vocabulary,
    int context,
    double normEpsilon,
    double theta,
    boolean tied,
    int window) {
  static FamilyDefaults of(Family family) {
    return switch (family) {
      case LLAMA ->
          new FamilyDefaults(4096, 11008, 32, 32, 0, 0, 32_000, 2048, 1e-6, 1e4, false, 0);
      case MISTRAL ->
          new FamilyDefaults(4096, 14336, 32, 32, 8, 0, 32_000, 131_072, 1e-6, 1e4, false, 4096);
      case QWEN2 ->
          new FamilyDefaults(4096, 22016, 32, 32, 32, 0, 151_936, 32_768, 1e-6, 1e4, false, 4096);
      case QWEN3 ->
          new FamilyDefaults(4096, 22016, 32, 32, 32, 128, 151_936, 32_768, 1e-6, 1e4, false, 4096);
      case GEMMA2 ->
          new FamilyDefaults(2304, 9216, 26, 8, 4, 256, 256_000, 8192, 1e-6, 1e4, true, 4096);
      case GEMMA3 ->
          new FamilyDefaults(2304, 9216, 26, 8, 4, 256, 262_208, 131_072, 1e-6, 1e6, true, 4096);
      case PHI3 -> new FamilyDefaults(3072, 8192, 32, 32, 0, 0, 32_064, 4096, 1e-5, 1e4, false, 0);
    };
  }
}
