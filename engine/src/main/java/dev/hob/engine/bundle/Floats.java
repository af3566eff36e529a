// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Floating point tensors of any width as Java numbers.
public final class Floats {
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
    MemorySegment data = tensor.data();
    int width = tensor.type().bytes();
    long count = tensor.elements();
    for (long i = 0; i < count; i++) {
      boolean finite =
          switch (tensor.type()) {
            case F32 -> (data.get(INT, 4 * i) & 0x7f800000) != 0x7f800000;
            case F16 -> (data.get(SHORT, 2 * i) & 0x7c00) != 0x7c00;
            case BF16 -> (data.get(SHORT, 2 * i) & 0x7f80) != 0x7f80;
            case U8 -> true;
          };
      if (!finite) {
        throw new CorruptBundleException(
            file,
            tensor.offset() + i * width,
            tensor.name() + " element " + i + " is NaN or infinite");
      }
    }
  }
}
