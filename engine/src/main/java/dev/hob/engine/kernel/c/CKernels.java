// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel.c;

import dev.hob.engine.kernel.Rows;
import dev.hob.engine.kernel.Weights;
import dev.hob.engine.memory.Ledger;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The C kernels of one instruction set. An instance exists only where the library is loaded and
/// the CPU has the instructions, so none is ever called that it lacks.
public final class CKernels {
  /// Instruction sets that the library may hold, slowest first.
  public enum Isa {
    PORTABLE(1, "portable C"),
    AVX2(2, "AVX2"),
    AVXVNNI(8, "AVX-VNNI"),
    AVX512(4, "AVX-512 VNNI"),
    AMX(16, "AVX-512 VNNI and AMX");

    private final int bit;
    private final String title;

    Isa(int bit, String title) {
      this.bit = bit;
      this.title = title;
    }
  }

  private final Isa isa;

  private CKernels(Isa isa) {
    this.isa = isa;
  }

  /// Those that can run here; empty without library.
  public static List<CKernels> all() {
    if (!CLibrary.missing().isEmpty()) {
      return List.of();
    }
    int bits = CLibrary.hob_isa();
    return Arrays.stream(Isa.values())
        .filter(isa -> (bits & isa.bit) != 0)
        .map(CKernels::new)
        .toList();
  }

  /// The fastest that is worth more than the Vector kernels: portable C is not, since a C compiler
  /// may use only what every CPU of the platform has.
  public static Optional<CKernels> best() {
    return all().stream().filter(kernels -> kernels.isa != Isa.PORTABLE).reduce((_, last) -> last);
  }

  /// Why [#best] is empty.
  public static String missing() {
    String library = CLibrary.missing();
    return library.isEmpty() ? "this CPU has neither AVX-512 VNNI nor AVX2" : library;
  }

  public Isa isa() {
    return isa;
  }

  /// For status and logs.
  public String title() {
    return isa.title;
  }

  /// The number that the library knows this set by.
  public int bit() {
    return isa.bit;
  }

  /// Bytes that [#open] needs for the `hob_model` at `model`.
  public static long scratchBytes(MemorySegment model) {
    return CLibrary.hob_scratch(model.address());
  }

  /// Starts a back end.
  ///
  /// @param model written and checked, stays where it is until [#close]
  /// @param scratch as long as [#scratchBytes] says, zeroed
  /// @return its handle
  /// @throws IllegalStateException a thread could not be started
  public static long open(MemorySegment model, MemorySegment scratch) {
    long handle = CLibrary.hob_open(model.address(), scratch.address());
    if (handle == 0) {
      throw new IllegalStateException("a kernel thread could not be started");
    }
    return handle;
  }

  /// @return whether the step was done; false: aborted
  public static boolean step(long handle, MemorySegment plan) {
    return CLibrary.hob_step(handle, plan.address()) == 0;
  }

  public static void close(long handle) {
    CLibrary.hob_close(handle);
  }

  /// `y = W x` on the calling thread, for tests and benches; copies everything that is on the heap.
  ///
  /// @param x [tokens, w.columns], padded with zeros to 16 columns
  /// @param y [tokens, w.rows] is overwritten
  /// @return nanoseconds of the product alone, without the copies
  public long multiply(Weights w, Rows x, Rows y, Ledger ledger) {
    if (x.count() != y.count() || y.stride() < w.rows()) {
      throw new IndexOutOfBoundsException("shapes");
    }
    try (CProduct product = new CProduct(this, List.of(w), x, ledger)) {
      long start = System.nanoTime();
      product.run(0);
      long nanos = System.nanoTime() - start;
      product.read(y);
      return nanos;
    }
  }
}
