// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.forward;

import dev.hob.engine.bundle.AttentionShape;
import dev.hob.engine.bundle.ModelConfig;
import dev.hob.engine.bundle.Rope;
import java.util.List;

/// Rotary positions as Hugging Face's `rotate_half` does it: dimension `i` turns with `i + half`,
/// of those dimensions of a head that turn at all, which are its first. Frequencies and angles are
/// rounded to f32 as there.
///
/// @see "RoFormer, arXiv 2104.09864"
public final class Rotary {
  private final float[] frequencies;
  private final float magnitude;

  public Rotary(int headDim, Rope rope) {
    frequencies = new float[rope.dims(headDim) / 2];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = (float) rope.frequency(i, headDim);
    }
    magnitude = (float) rope.magnitude();
  }

  /// Of the layers that see everything, and of the others where those turn in another way.
  public static List<Rotary> of(ModelConfig config) {
    AttentionShape attention = config.attention();
    Rotary all = new Rotary(config.headDim(), attention.rope());
    return attention.twoRopes()
        ? List.of(all, new Rotary(config.headDim(), attention.slidingRope()))
        : List.of(all);
  }

  /// Which of [#of] a layer turns by.
  public static int index(ModelConfig config, int layer) {
    return config.attention().twoRopes() && config.attention().slides(layer) ? 1 : 0;
  }

  /// Dimensions of a head that turn in pairs: half of those that turn.
  public int half() {
    return frequencies.length;
  }

  /// Writes cosines [half] and sines [half] of one position.
  public void angles(int position, float[] out, int at) {
    for (int i = 0; i < frequencies.length; i++) {
      float angle = position * frequencies[i];
      out[at + i] = (float) Math.cos(angle) * magnitude;
      out[at + half() + i] = (float) Math.sin(angle) * magnitude;
    }
  }

  /// Turns one head in place.
  static void turn(float[] head, int at, float[] angles, int angleAt, int half) {
    for (int i = 0; i < half; i++) {
      float a = head[at + i];
      float b = head[at + half + i];
      float cos = angles[angleAt + i];
      float sin = angles[angleAt + half + i];
      head[at + i] = a * cos - b * sin;
      head[at + half + i] = b * cos + a * sin;
    }
  }
}
