// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.prompt;

/// An entity in a text, UTF-16 offsets, `end` exclusive.
public record EntitySpan(int start, int end, EntityClass kind) {
  public EntitySpan {
    if (start < 0 || end <= start) {
      throw new IllegalArgumentException("span " + start + ".." + end);
    }
  }
}
