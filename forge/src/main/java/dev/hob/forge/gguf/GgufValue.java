// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.gguf;

import java.util.List;

/// A value of the metadata, with the byte of its file at which it starts.
sealed interface GgufValue {
  long offset();

  /// What it is, for messages.
  String kind();

  /// Any integer kind.
  record Whole(long offset, long value) implements GgufValue {
    @Override
    public String kind() {
      return "the whole number " + value;
    }
  }

  /// f32 or f64.
  record Real(long offset, double value) implements GgufValue {
    @Override
    public String kind() {
      return "the number " + value;
    }
  }

  record Truth(long offset, boolean value) implements GgufValue {
    @Override
    public String kind() {
      return value + "";
    }
  }

  record Text(long offset, String value) implements GgufValue {
    @Override
    public String kind() {
      return "a text";
    }
  }

  /// A list of one kind.
  record Many(long offset, List<GgufValue> values) implements GgufValue {
    @Override
    public String kind() {
      return "a list of " + values.size();
    }
  }
}
