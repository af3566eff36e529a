// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// PyTorch's library inside this process, set up for training on few cores.
///
/// DJL offers neither the product precision nor the allocator's thresholds, so both are set by the
/// library's and libc's own functions.
@SuppressWarnings(
    "restricted") // calls of two libraries' own functions; the launcher allows native access
public final class TorchRuntime {
  private static final String CONTEXT = "_ZN2at13globalContextEv";
  private static final String SET_PRECISION =
      "_ZN2at7Context25setFloat32MatmulPrecisionENS_22Float32MatmulPrecisionE";
  private static final int HIGHEST = 0;
  private static final int MEDIUM = 2;

  // <malloc.h>
  private static final int M_TRIM_THRESHOLD = -1;
  private static final int M_TOP_PAD = -2;
  private static final int M_MMAP_MAX = -4;
  private static final int M_ARENA_MAX = -8;

  private TorchRuntime() {}

  /// Loads PyTorch (offline: its libraries come from the class path) and sets it up. Gradients are
  /// off in the calling thread until a collector is opened.
  ///
  /// @param precision of matrix products, process-wide
  /// @return a manager for what lives as long as the run
  /// @throws IllegalStateException if the library has no switch for the wanted precision
  public static NDManager start(Precision precision) {
    System.setProperty("ai.djl.offline", "true");
    NDManager manager = NDManager.newBaseManager();
    JniUtils.setGradMode(false);
    keepFreedMemory();
    setPrecision(precision);
    return manager;
  }

  private static void setPrecision(Precision precision) {
    Optional<Path> library = loadedLibrary("libtorch_cpu.so");
    if (library.isEmpty()) {
      if (precision != Precision.FP32) {
        throw new IllegalStateException("libtorch_cpu.so is not loaded: use --precision fp32");
      }
      return;
    }
    SymbolLookup symbols = SymbolLookup.libraryLookup(library.get(), Arena.global());
    Linker linker = Linker.nativeLinker();
    var context =
        linker.downcallHandle(symbol(symbols, CONTEXT), FunctionDescriptor.of(ValueLayout.ADDRESS));
    var set =
        linker.downcallHandle(
            symbol(symbols, SET_PRECISION),
            FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.JAVA_BYTE));
    try {
      byte level = (byte) (precision == Precision.FP32 ? HIGHEST : MEDIUM);
      set.invokeExact((MemorySegment) context.invokeExact(), level);
    } catch (Throwable e) {
      throw new IllegalStateException("cannot set the precision of products", e);
    }
  }

  /// Large arrays come and go each step. By default libc gives each back to the kernel and gets
  /// fresh, zeroed pages, which costs more than many of the operations.
  private static void keepFreedMemory() {
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> found = linker.defaultLookup().find("mallopt");
    if (found.isEmpty()) {
      return;
    }
    var mallopt =
        linker.downcallHandle(
            found.get(),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    int[][] settings = {
      {M_ARENA_MAX, 1}, {M_MMAP_MAX, 0}, {M_TRIM_THRESHOLD, Integer.MAX_VALUE}, {M_TOP_PAD, 1 << 26}
    };
    try {
      for (int[] setting : settings) {
        int _ = (int) mallopt.invokeExact(setting[0], setting[1]);
      }
    } catch (Throwable e) {
      throw new IllegalStateException("mallopt failed", e);
    }
  }

  private static MemorySegment symbol(SymbolLookup symbols, String name) {
    return symbols
        .find(name)
        .orElseThrow(() -> new IllegalStateException("PyTorch here has no " + name));
  }

  private static Optional<Path> loadedLibrary(String name) {
    Path maps = Path.of("/proc/self/maps");
    if (!Files.isReadable(maps)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(maps)) {
      return lines
          .filter(line -> line.endsWith("/" + name))
          .map(line -> Path.of(line.substring(line.indexOf('/'))))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
