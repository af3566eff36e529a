// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.shard;

import java.util.Arrays;

/// Collects the tokens of one example with their loss weights. One thread.
public final class ExampleBuilder {
  private final TextEncoder encoder;
  private int[] tokens = new int[256];
  private float[] weights = new float[256];
  private int size;
  private float weight = 1;

  /// Starts empty, at weight 1.
  public ExampleBuilder(TextEncoder encoder) {
    this.encoder = encoder;
  }

  /// Loss weight of all that follows.
  public ExampleBuilder weight(float next) {
    weight = next;
    return this;
  }

  /// Appends special tokens by name.
  public ExampleBuilder special(String... names) {
    for (String name : names) {
      token(encoder.special(name));
    }
    return this;
  }

  /// Appends encoded text as it stands.
  public ExampleBuilder text(String text) {
    for (int token : encoder.encode(text)) {
      token(token);
    }
    return this;
  }

  /// Appends a value: one space, then the text (a word in an answer keeps the tokens it had in the
  /// prompt).
  public ExampleBuilder value(String text) {
    return text(" " + text);
  }

  /// Appends one token id.
  public ExampleBuilder token(int token) {
    if (size == tokens.length) {
      tokens = Arrays.copyOf(tokens, size * 2);
      weights = Arrays.copyOf(weights, size * 2);
    }
    tokens[size] = token;
    weights[size++] = weight;
    return this;
  }

  /// Tokens so far.
  public int size() {
    return size;
  }

  /// The example.
  public Example build(String family) {
    return new Example(Arrays.copyOf(tokens, size), Arrays.copyOf(weights, size), family);
  }
}
