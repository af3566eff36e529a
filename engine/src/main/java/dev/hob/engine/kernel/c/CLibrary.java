// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel.c;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The functions of `libhob.so`, direct-mapped, and the one attempt of this process to load it.
/// Addresses travel as 64-bit numbers; what they mean says `hob.h`.
final class CLibrary {
  /// `HOB_VERSION` of the header that this package was written for.
  private static final int VERSION = 4;

  private static final String FOUND = "";

  /// Why there is no library, or [#FOUND]. Loaded once a process, as JNA binds a class once.
  private static final String MISSING = load();

  private CLibrary() {}

  /// @return empty if the functions below may be called, else why not
  static String missing() {
    return MISSING;
  }

  private static String load() {
    String name = "/native/" + Platform.RESOURCE_PREFIX + "/libhob.so";
    try (InputStream library = CLibrary.class.getResourceAsStream(name)) {
      if (library == null) {
        return "this build has no C kernels for "
            + Platform.RESOURCE_PREFIX
            + " (no C compiler when it was built)";
      }
      Path folder = Files.createTempDirectory("hob-kernels"); // readable by its user alone
      Path file = folder.resolve("libhob.so");
      try {
        Files.copy(library, file);
        Native.register(CLibrary.class, NativeLibrary.getInstance(file.toString()));
      } finally {
        Files.deleteIfExists(file);
        Files.deleteIfExists(folder);
      }
      return verify();
    } catch (IOException | LinkageError e) {
      return "the C kernels cannot be loaded: "
          + e.getClass().getSimpleName()
          + " "
          + e.getMessage();
    }
  }

  private static String verify() {
    List<Long> expected =
        List.of(
            CLayout.WEIGHTS,
            CLayout.PAIR,
            CLayout.LAYER,
            CLayout.MODEL,
            CLayout.GROUP,
            CLayout.PLAN);
    if (hob_version() != VERSION) {
      return "the C kernels are of another build: version " + hob_version();
    }
    for (int i = 0; i < expected.size(); i++) {
      if (hob_sizeof(i) != expected.get(i)) {
        return "the C kernels are of another build: structure " + i + " has " + hob_sizeof(i);
      }
    }
    return FOUND;
  }

  static native int hob_version();

  static native int hob_sizeof(int which);

  static native int hob_isa();

  static native long hob_scratch(long model);

  static native long hob_open(long model, long scratch);

  static native int hob_step(long backend, long plan);

  static native void hob_close(long backend);

  static native long hob_product_scratch(long weights, int rows);

  static native void hob_product(
      int isa, long weights, long x, int xStride, int rows, long y, int yStride, long scratch);

  static native long hob_attend_scratch(int heads, int headDim);

  static native void hob_attend(int isa, long one, long scratch);

  static native int hob_finite(long from, long count, int kind);

  static native void hob_map_cached(long address, long bytes);

  static native int hob_sha256_here();

  static native void hob_sha256(long state, long data, long blocks);

  static native double hob_probe_dots(int isa, int threads, long nanos);

  static native double hob_probe_read(int isa, long address, long bytes, int threads);
}
