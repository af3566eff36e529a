// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.shard;

/// Text to token ids, as training needs it. Safe for several threads.
public interface TextEncoder {
  /// Encodes content; text that spells a special token becomes ordinary tokens.
  int[] encode(String content);

  /// The id of a special token by its name without brackets: `bos`, `n`, `1`, `P1`, `/in`.
  ///
  /// @throws IllegalArgumentException no special token has that name
  int special(String name);
}
