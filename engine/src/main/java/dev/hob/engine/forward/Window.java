// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.forward;

import dev.hob.engine.kernel.KvLayout;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// The part of a sequence that a layer sees.
///
/// @param skipped whole pages before it
/// @param first tokens of the page behind them that are not seen either
/// @param length tokens from that page to the end
record Window(int skipped, int first, int length) {
  /// @param size most tokens that are seen; 0 = all
  static Window of(int size, int length) {
    int before = size == 0 ? 0 : Math.max(0, length - size);
    int skipped = before / KvLayout.PAGE;
    return new Window(skipped, before % KvLayout.PAGE, length - skipped * KvLayout.PAGE);
  }

  MemorySegment[] pages(MemorySegment[] all) {
    return skipped == 0 ? all : Arrays.copyOfRange(all, skipped, all.length);
  }
}
