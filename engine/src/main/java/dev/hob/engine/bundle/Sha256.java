// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import dev.hob.engine.kernel.c.CBytes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// One SHA-256 of many bytes: by the CPU's instructions from C where both are there and it is worth
/// loading them, else by Java. Both are equally fast once Java's code has been compiled (1.5 GB/s
/// here); a process that has just begun hashes several times slower in Java. One thread.
///
/// @see "FIPS 180-4, section 6.2; padding: 5.1.1"
sealed interface Sha256 {
  /// @param bytes about to come
  static Sha256 start(long bytes) {
    return bytes >= CBytes.WORTH && CBytes.hashes() ? new InC() : new InJava();
  }

  void update(MemorySegment bytes);

  /// Ends the hash; it may not be used any more.
  byte[] end();

  /// 64 hex digits.
  default String hex() {
    return HexFormat.of().formatHex(end());
  }

  /// By the platform's own implementation, which wants arrays.
  final class InJava implements Sha256 {
    private final MessageDigest digest;
    private byte[] piece = {};

    InJava() {
      try {
        digest = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-256", e);
      }
    }

    @Override
    public void update(MemorySegment bytes) {
      if (piece.length < bytes.byteSize() && piece.length < PIECE) {
        piece = new byte[(int) Math.min(PIECE, bytes.byteSize())];
      }
      for (long at = 0; at < bytes.byteSize(); at += piece.length) {
        int count = (int) Math.min(piece.length, bytes.byteSize() - at);
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, piece, 0, count);
        digest.update(piece, 0, count);
      }
    }

    @Override
    public byte[] end() {
      return digest.digest();
    }
  }

  /// Bytes that are copied at once.
  int PIECE = 1 << 16;

  /// Whole blocks go to C as they lie; what is short of a block, and what lies on the heap, goes
  /// through a buffer.
  final class InC implements Sha256 {
    private static final ValueLayout.OfLong LENGTH =
        ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt WORD =
        ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int[] BEGIN = {
      0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
    };

    private final MemorySegment state;
    private final MemorySegment buffer;
    private int waiting;
    private long length;

    InC() {
      Arena arena = Arena.ofAuto();
      state = arena.allocateFrom(ValueLayout.JAVA_INT, BEGIN);
      buffer = arena.allocate(PIECE, CBytes.BLOCK);
    }

    @Override
    public void update(MemorySegment bytes) {
      long at = 0;
      length += bytes.byteSize();
      while (at < bytes.byteSize()) {
        long rest = bytes.byteSize() - at;
        if (waiting == 0 && bytes.isNative() && rest >= CBytes.BLOCK) {
          long whole = rest - rest % CBytes.BLOCK;
          blocks(bytes.asSlice(at, whole));
          at += whole;
        } else {
          // Native bytes complete one block only, so that the rest goes as it lies.
          int room = (bytes.isNative() ? CBytes.BLOCK : PIECE) - waiting;
          int count = (int) Math.min(rest, room);
          MemorySegment.copy(bytes, at, buffer, waiting, count);
          waiting += count;
          at += count;
          flush();
        }
      }
    }

    /// Takes the whole blocks of the buffer.
    private void flush() {
      int whole = waiting - waiting % CBytes.BLOCK;
      if (whole > 0) {
        blocks(buffer.asSlice(0, whole));
        MemorySegment.copy(buffer, whole, buffer, 0, waiting - whole);
        waiting -= whole;
      }
    }

    private void blocks(MemorySegment data) {
      try {
        CBytes.sha256(state, data);
      } finally {
        Reference.reachabilityFence(this); // its memory goes with it
      }
    }

    @Override
    public byte[] end() {
      int padded = waiting + 9 <= CBytes.BLOCK ? CBytes.BLOCK : 2 * CBytes.BLOCK;
      buffer.asSlice(waiting, padded - waiting).fill((byte) 0);
      buffer.set(ValueLayout.JAVA_BYTE, waiting, (byte) 0x80);
      buffer.set(LENGTH, padded - 8, 8 * length);
      blocks(buffer.asSlice(0, padded));
      MemorySegment hash = MemorySegment.ofArray(new byte[CBytes.STATE]);
      for (int i = 0; i < BEGIN.length; i++) {
        hash.set(WORD, 4L * i, state.getAtIndex(ValueLayout.JAVA_INT, i));
      }
      return hash.toArray(ValueLayout.JAVA_BYTE);
    }
  }
}
