// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.forward;

/// Rotary positions as Hugging Face's `rotate_half` does it: dimension `i` turns with `i + half`.
/// Frequencies and angles are rounded to f32 as there.
///
/// @see "RoFormer, arXiv 2104.09864"
public final class Rotary {
  private final float[] frequencies;

  public Rotary(int headDim, double theta) {
    frequencies = new float[headDim / 2];
    for (int i = 0; i < frequencies.length; i++) {
      frequencies[i] = (float) (1.0 / Math.pow(theta, 2.0 * i / headDim));
    }
  }

  int half() {
    return frequencies.length;
  }

  /// Writes cosines [half] and sines [half] of one position.
  public void angles(int position, float[] out, int at) {
    for (int i = 0; i < frequencies.length; i++) {
      float angle = position * frequencies[i];
      out[at + i] = (float) Math.cos(angle);
      out[at + half() + i] = (float) Math.sin(angle);
    }
  }

  /// Turns one head in place.
  void turn(float[] head, int at, float[] angles, int angleAt) {
    int half = half();
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
