// SPDX-License-Identifier: Apache-2.0
package dev.hob.it.oracle;

/// How alike two sets of logits are.
///
/// @param cosine of all logits taken together
/// @param least cosine of the position that is least alike
/// @param largest largest difference of two logits
record Likeness(double cosine, double least, double largest) {
  static Likeness of(float[][] ours, float[][] theirs) {
    if (ours.length != theirs.length) {
      throw new IllegalArgumentException(ours.length + " rows against " + theirs.length);
    }
    double least = 1;
    double[] all = new double[3];
    double largest = 0;
    for (int i = 0; i < ours.length; i++) {
      double product = 0;
      double mine = 0;
      double other = 0;
      for (int id = 0; id < theirs[i].length; id++) {
        product += (double) ours[i][id] * theirs[i][id];
        mine += (double) ours[i][id] * ours[i][id];
        other += (double) theirs[i][id] * theirs[i][id];
        largest = Math.max(largest, Math.abs(ours[i][id] - theirs[i][id]));
      }
      least = Math.min(least, product / Math.sqrt(mine * other));
      all[0] += product;
      all[1] += mine;
      all[2] += other;
    }
    return new Likeness(all[0] / Math.sqrt(all[1] * all[2]), least, largest);
  }
}
