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
/// @param sealed a base bundle to take as it stands: then `palettized` and `recovery` are not read
/// @param adapters PEFT folders by role
/// @param golden files of golden cases by role
record BundleParts(
    Path palettized,
    Optional<Path> recovery,
    Optional<Path> sealed,
    SortedMap<String, Path> adapters,
    SortedMap<String, Path> golden) {
  /// A base still to be sealed.
  static BundleParts made(
      Path palettized,
      @Nullable Path recovery,
      Map<String, Path> adapters,
      Map<String, Path> golden) {
    return new BundleParts(
        palettized,
        Optional.ofNullable(recovery),
        Optional.empty(),
        new TreeMap<>(adapters),
        new TreeMap<>(golden));
  }

  /// Adapters for a base that was sealed before; its digest stays.
  static BundleParts onto(Path sealed, Map<String, Path> adapters, Map<String, Path> golden) {
    return new BundleParts(
        sealed,
        Optional.empty(),
        Optional.of(sealed),
        new TreeMap<>(adapters),
        new TreeMap<>(golden));
  }

  /// What an adapter's training records and weights are read from.
  Path adapter(String role) {
    return adapters.getOrDefault(role, palettized);
  }
}
