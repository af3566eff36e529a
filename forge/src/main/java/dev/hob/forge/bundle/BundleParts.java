// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bundle;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a bundle is made of, as folders of the steps before.
///
/// @param palettized weights.safetensors, config.json, tokenizer.json, palette.json, training.json
/// @param adapters PEFT folders by role
/// @param golden files of golden cases by role
record BundleParts(
    Path palettized,
    Optional<Path> recovery,
    SortedMap<String, Path> adapters,
    SortedMap<String, Path> golden) {
  BundleParts(
      Path palettized,
      @Nullable Path recovery,
      Map<String, Path> adapters,
      Map<String, Path> golden) {
    this(palettized, Optional.ofNullable(recovery), new TreeMap<>(adapters), new TreeMap<>(golden));
  }
}
