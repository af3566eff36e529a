// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing;

import dev.hob.engine.bundle.Digests;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/// Names the numbers of a model, in whatever file they came: a GGUF file in F32, in F16 or (of a
/// bf16 model) in BF16 and the Hugging Face folder have one lineage, quantized files each their
/// own. So an adapter for the original finds its base.
///
/// | level | SHA-256 over |
/// | --- | --- |
/// | piece | up to 128 rows of a tensor: each number as f16, little-endian, row by row |
/// | tensor | `rows,columns\n`, then its pieces' digests |
/// | lineage | for each tensor by its Hugging Face name, sorted: `hex name\n` |
///
/// Numbers are rounded to f16 because that is what files lose most often; a vector that its file
/// keeps 1 smaller (Gemma's norms) is taken as it is used. An output matrix that repeats the
/// embedding is left out: some files write it twice, some once. Pieces let all cores work.
///
/// @see "docs/decisions/0017-lineage-of-numbers.md"
final class TensorLineage {
  /// Rows of a piece; part of the definition.
  static final int ROWS = 128;

  private static final short NEGATIVE_ZERO = Short.MIN_VALUE;
  private static final String EMBEDDING = "model.embed_tokens.weight";
  private static final String OUTPUT = "lm_head.weight";

  private final Map<String, String> tensors = new TreeMap<>();

  /// Takes the rows of one piece in order. One thread.
  static final class Piece {
    private final MessageDigest digest = sha256();
    private final float added;
    private byte[] bytes = new byte[0];

    /// @param added to each number before it is taken
    Piece(float added) {
      this.added = added;
    }

    void rows(float[] values, int count) {
      if (bytes.length < 2 * count) {
        bytes = new byte[2 * count];
      }
      for (int i = 0; i < count; i++) {
        short half = Float.floatToFloat16(values[i] + added);
        half = half == NEGATIVE_ZERO ? 0 : half; // adding loses the sign of zero
        bytes[2 * i] = (byte) half;
        bytes[2 * i + 1] = (byte) (half >> 8);
      }
      digest.update(bytes, 0, 2 * count);
    }

    byte[] digest() {
      return digest.digest();
    }
  }

  /// @param pieces digests, in the order of the rows
  /// @return the tensor's, in hex
  static String tensor(int rows, int columns, Iterable<byte[]> pieces) {
    MessageDigest digest = sha256();
    digest.update((rows + "," + columns + "\n").getBytes(StandardCharsets.UTF_8));
    pieces.forEach(digest::update);
    return HexFormat.of().formatHex(digest.digest());
  }

  /// @param name Hugging Face's
  void add(String name, String tensor) {
    tensors.put(name, tensor);
  }

  /// `sha256:…` of all that was added.
  String lineage() {
    StringBuilder lines = new StringBuilder();
    tensors.forEach((name, tensor) -> {
      if (!name.equals(OUTPUT) || !tensor.equals(tensors.get(EMBEDDING))) {
        lines.append(tensor).append(' ').append(name).append('\n');
      }
    });
    return Digests.of(MemorySegment.ofArray(lines.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
