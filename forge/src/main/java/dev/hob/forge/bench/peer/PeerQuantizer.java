// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.peer;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// llama.cpp's own quantization of a GGUF file, called in its library in this process.
///
/// `llama_model_quantize_params` is returned by value and larger than 16 bytes, so by the System V
/// calling convention through a pointer in the first argument: it is asked for that way, which
/// needs no knowledge of its whole layout. Only fields at its head are set: threads at 0, type at
/// 4, `allow_requantize` at 16.
///
/// @see "https://github.com/ggml-org/llama.cpp: include/llama.h"
@SuppressWarnings("restricted")
public final class PeerQuantizer {
  /// Mixtures of weight types by llama.cpp's names.
  public enum Mix {
    F32(0),
    F16(1),
    Q2_K(10),
    Q3_K_M(12),
    Q4_K_M(15);

    private final int id;

    Mix(int id) {
      this.id = id;
    }
  }

  private static final long ROOM = 512;
  private static final long TYPE = 4;
  private static final long ALLOW_REQUANTIZE = 16;

  private final MethodHandle defaults;
  private final MethodHandle quantize;

  private PeerQuantizer(MethodHandle defaults, MethodHandle quantize) {
    this.defaults = defaults;
    this.quantize = quantize;
  }

  /// Loads the library; it stays loaded for the life of the process.
  public static PeerQuantizer load(Peer peer) throws IOException {
    Linker linker = Linker.nativeLinker();
    SymbolLookup library = SymbolLookup.libraryLookup(file(peer), Arena.global());
    silence(linker, library);
    return new PeerQuantizer(
        linker.downcallHandle(
            library.findOrThrow("llama_model_quantize_default_params"),
            FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS)),
        linker.downcallHandle(
            library.findOrThrow("llama_model_quantize"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS)));
  }

  private static Path file(Peer peer) throws IOException {
    try (Stream<Path> files = Files.list(peer.libraries())) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).matches("libllama\\.(v.*\\.)?so"))
          .findFirst()
          .orElseThrow(() -> new IOException("no libllama under " + peer.libraries()));
    }
  }

  /// Its progress would go to standard error, line by line.
  private static void silence(Linker linker, SymbolLookup library) {
    FunctionDescriptor line =
        FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS);
    try {
      MethodHandle nothing =
          MethodHandles.empty(
              MethodType.methodType(
                  void.class, int.class, MemorySegment.class, MemorySegment.class));
      MemorySegment stub = linker.upcallStub(nothing, line, Arena.global());
      linker
          .downcallHandle(
              library.findOrThrow("llama_log_set"),
              FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.ADDRESS))
          .invokeExact(stub, MemorySegment.NULL);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /// Writes `from`, in whatever types it is, as `to`.
  ///
  /// @throws IOException llama.cpp refuses
  public void quantize(Path from, Path to, Mix mix, int threads) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment options = arena.allocate(ROOM);
      MemorySegment same = (MemorySegment) defaults.invokeExact(options);
      if (same.address() != options.address()) {
        throw new IllegalStateException("the library returns its options in another way");
      }
      options.set(ValueLayout.JAVA_INT, 0, threads);
      options.set(ValueLayout.JAVA_INT, TYPE, mix.id);
      options.set(ValueLayout.JAVA_BYTE, ALLOW_REQUANTIZE, (byte) 1);
      int status =
          (int)
              quantize.invokeExact(
                  arena.allocateFrom(from.toString()), arena.allocateFrom(to.toString()), options);
      if (status != 0) {
        throw new IOException("llama.cpp cannot write " + to + " as " + mix + ": " + status);
      }
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  private static IllegalStateException failed(Throwable e) {
    return new IllegalStateException("llama.cpp's library cannot be called", e);
  }
}
