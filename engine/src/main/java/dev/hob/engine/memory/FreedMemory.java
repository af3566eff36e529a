// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.memory;

import com.sun.jna.NativeLibrary;

/// Memory that native libraries have freed and the C library keeps for later.
public final class FreedMemory {
  private FreedMemory() {}

  /// Hands it back to the system. glibc keeps what was freed in small pieces: after a vocabulary of
  /// 262 k tokens was read, more than the vocabulary itself (116 MB, measured). Does nothing where
  /// the C library has no such function.
  public static void giveBack() {
    try {
      NativeLibrary.getInstance("c").getFunction("malloc_trim").invokeInt(new Object[] {0L});
    } catch (UnsatisfiedLinkError absent) {
      // Another C library: it has its own ways.
    }
  }
}
