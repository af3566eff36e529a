// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Floating point tensors of any width as Java numbers.
public final class Floats {
  private static final int PIECE = 4096;
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Floats() {}

  /// All elements as f32 (exact: f16 and bf16 are subsets).
  ///
  /// @throws IllegalArgumentException the tensor is not floating point
  public static float[] read(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.elements())];
    MemorySegment data = tensor.data();
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (tensor.type()) {
            case F32 -> data.get(FLOAT, 4L * i);
            case F16 -> Float.float16ToFloat(data.get(SHORT, 2L * i));
            case BF16 -> Float.intBitsToFloat(data.get(SHORT, 2L * i) << 16);
            case U8 -> throw new IllegalArgumentException(tensor.name() + " is U8");
          };
    }
    return values;
  }

  /// A plain tensor of `values`, rounded to nearest even where `type` is narrower.
  public static Tensor tensor(String name, TensorType type, float[] values, long... shape) {
    byte[] bytes = new byte[Math.multiplyExact(values.length, type.bytes())];
    MemorySegment out = MemorySegment.ofArray(bytes);
    for (int i = 0; i < values.length; i++) {
      switch (type) {
        case F32 -> out.set(FLOAT, 4L * i, values[i]);
        case F16 -> out.set(SHORT, 2L * i, Float.floatToFloat16(values[i]));
        case BF16 -> out.set(SHORT, 2L * i, bf16(values[i]));
        case U8 -> throw new IllegalArgumentException(name + ": U8 holds no floats");
      }
    }
    return Tensor.of(name, type, shape, bytes);
  }

  /// Upper 16 bits of `value`, rounded to nearest even; NaN stays NaN.
  public static short bf16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) ((bits >>> 16) | 0x40);
    }
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }

  /// @throws CorruptBundleException names the first NaN or infinite element
  static void requireFinite(String file, Tensor tensor) {
    if (allFinite(tensor)) {
      return;
    }
    long i = 0;
    while (isFinite(tensor, i)) {
      i++;
    }
    throw new CorruptBundleException(
        file,
        tensor.offset() + i * tensor.type().bytes(),
        tensor.name() + " element " + i + " is NaN or infinite");
  }

  /// Looks at a few thousand elements at once: all exponents whose bits are all set carry over into
  /// one sign bit.
  static boolean allFinite(Tensor tensor) {
    return switch (tensor.type()) {
      case F32 -> allFinite(tensor.data());
      case F16 -> allFinite(tensor.data(), 0x7c00, 0x0400);
      case BF16 -> allFinite(tensor.data(), 0x7f80, 0x0080);
      case U8 -> true;
    };
  }

  private static boolean allFinite(MemorySegment data) {
    int[] some = new int[PIECE];
    int carried = 0;
    for (long at = 0; at < data.byteSize() && carried >= 0; at += 4 * PIECE) {
      int count = (int) Math.min(PIECE, (data.byteSize() - at) / 4);
      MemorySegment.copy(data, INT, at, some, 0, count);
      for (int i = 0; i < count; i++) {
        carried |= (some[i] & 0x7f800000) + 0x00800000;
      }
    }
    return carried >= 0;
  }

  private static boolean allFinite(MemorySegment data, int exponent, int one) {
    short[] some = new short[PIECE];
    int carried = 0;
    for (long at = 0; at < data.byteSize() && carried < 0x8000; at += 2 * PIECE) {
      int count = (int) Math.min(PIECE, (data.byteSize() - at) / 2);
      MemorySegment.copy(data, SHORT, at, some, 0, count);
      for (int i = 0; i < count; i++) {
        carried |= (some[i] & exponent) + one;
      }
    }
    return carried < 0x8000;
  }

  private static boolean isFinite(Tensor tensor, long i) {
    MemorySegment data = tensor.data();
    return switch (tensor.type()) {
      case F32 -> (data.get(INT, 4 * i) & 0x7f800000) != 0x7f800000;
      case F16 -> (data.get(SHORT, 2 * i) & 0x7c00) != 0x7c00;
      case BF16 -> (data.get(SHORT, 2 * i) & 0x7f80) != 0x7f80;
      case U8 -> true;
    };
  }
}
