// SPDX-License-Identifier: Apache-2.0
package dev.hob.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.engine.kernel.c.CKernels;
import dev.hob.engine.kernel.c.CProbe;
import dev.hob.forge.bench.engine.Figure;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.DoubleStream;

/// What one thread of this machine can do at most; NaN where that is not known.
///
/// @param read billions of bytes a second
/// @param bytes billions of operations a second in byte products of this contender's instructions
/// @param floats the same in f32. Not measured but a quarter of VNNI's byte products: the same
///   ports take as many instructions, which hold a quarter as many numbers
record Limits(double read, double bytes, double floats) {
  static final Limits UNKNOWN = new Limits(Double.NaN, Double.NaN, Double.NaN);

  /// Far beyond a core's own caches.
  static final long READ_BYTES = 512_000_000;

  private static final Duration LENGTH = Duration.ofMillis(200);
  private static final int LOOKS = 5;
  private static final double NUMBERS = 4;

  /// Measured now, the median of several looks.
  static Limits measured(Contender contender) {
    if (CKernels.all().isEmpty()) {
      return UNKNOWN;
    }
    // Portable C is whatever a compiler makes of it, the probe's loop, too.
    double bytes =
        contender instanceof CContender(CKernels kernels) && kernels.isa() != CKernels.Isa.PORTABLE
            ? products(kernels)
            : Double.NaN;
    double floats = vnni(contender).map(k -> products(k) / NUMBERS).orElse(Double.NaN);
    return new Limits(Figure.median(reads(1)), bytes, floats);
  }

  /// Whose width the f32 kernels of a contender have: its own, Java's the widest there is.
  private static Optional<CKernels> vnni(Contender contender) {
    return CKernels.all().stream()
        .filter(k -> isVnni(k.isa()) && mayUse(contender, k.isa()))
        .reduce((_, last) -> last);
  }

  private static boolean isVnni(CKernels.Isa isa) {
    return isa == CKernels.Isa.AVX512 || isa == CKernels.Isa.AVXVNNI;
  }

  private static boolean mayUse(Contender contender, CKernels.Isa isa) {
    return switch (contender) {
      case JavaContender _ -> true;
      case CContender(CKernels kernels) ->
          switch (kernels.isa()) {
            case PORTABLE -> false;
            case AVX2, AVXVNNI -> isa == CKernels.Isa.AVXVNNI; // 256 bits, both of them
            case AVX512, AMX -> isa == CKernels.Isa.AVX512;
          };
    };
  }

  private static double products(CKernels kernels) {
    return Figure.median(
        DoubleStream.generate(() -> CProbe.operations(kernels, 1, LENGTH)).limit(LOOKS).toArray());
  }

  /// The probe tries several ways to read in each look and gives the best one's rate.
  static double[] reads(int threads) {
    try (Arena arena = Arena.ofShared()) {
      // Pages that were never written are all one page of zeros.
      MemorySegment memory = arena.allocate(READ_BYTES, 4096).fill((byte) 1);
      CKernels kernels = CKernels.all().getLast();
      return DoubleStream.generate(() -> CProbe.read(kernels, memory, threads))
          .limit(LOOKS)
          .toArray();
    }
  }

  /// Of the products of this arithmetic.
  double operations(Work.Arithmetic arithmetic) {
    return switch (arithmetic) {
      case BYTES -> bytes;
      case FLOATS -> floats;
      case NONE -> Double.NaN;
    };
  }

  ObjectNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    put(node, "readGigabytes", read);
    put(node, "byteGigaOperations", bytes);
    put(node, "floatGigaOperations", floats);
    return node;
  }

  /// Nothing where it is not known.
  static void put(ObjectNode node, String name, double value) {
    if (!Double.isNaN(value)) {
      node.put(name, Figure.rounded(value));
    }
  }
}
