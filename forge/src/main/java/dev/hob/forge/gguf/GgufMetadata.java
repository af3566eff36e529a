// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.gguf;

import dev.hob.engine.bundle.CorruptBundleException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/// The metadata of a GGUF file by key. Absent keys are empty; a key of another kind than is asked
/// for is a [CorruptBundleException] that names it. Immutable.
public final class GgufMetadata {
  private final String file;
  private final Map<String, GgufValue> values;

  GgufMetadata(String file, Map<String, GgufValue> values) {
    this.file = file;
    this.values = Collections.unmodifiableMap(values);
  }

  public Set<String> keys() {
    return values.keySet();
  }

  public Optional<String> text(String key) {
    GgufValue value = values.get(key);
    return switch (value) {
      case null -> Optional.empty();
      case GgufValue.Text text -> Optional.of(text.value());
      default -> throw wrong(key, value, "a text");
    };
  }

  /// A whole number of any width; unsigned 64-bit ones beyond 2^63 - 1 are refused.
  public OptionalLong integer(String key) {
    GgufValue value = values.get(key);
    return switch (value) {
      case null -> OptionalLong.empty();
      case GgufValue.Whole whole -> OptionalLong.of(whole.value());
      default -> throw wrong(key, value, "a whole number");
    };
  }

  /// A number, whole or not.
  public OptionalDouble number(String key) {
    GgufValue value = values.get(key);
    return switch (value) {
      case null -> OptionalDouble.empty();
      case GgufValue.Real real -> OptionalDouble.of(real.value());
      case GgufValue.Whole whole -> OptionalDouble.of((double) whole.value());
      default -> throw wrong(key, value, "a number");
    };
  }

  public Optional<Boolean> truth(String key) {
    GgufValue value = values.get(key);
    return switch (value) {
      case null -> Optional.empty();
      case GgufValue.Truth truth -> Optional.of(truth.value());
      default -> throw wrong(key, value, "true or false");
    };
  }

  /// A list of texts, empty if absent.
  public List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    for (GgufValue value : list(key)) {
      if (!(value instanceof GgufValue.Text text)) {
        throw wrong(key, value, "a list of texts");
      }
      texts.add(text.value());
    }
    return texts;
  }

  /// A list of whole numbers, empty if absent.
  public long[] integers(String key) {
    List<GgufValue> list = list(key);
    long[] numbers = new long[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] =
          switch (list.get(i)) {
            case GgufValue.Whole whole -> whole.value();
            case GgufValue.Truth truth -> truth.value() ? 1 : 0;
            default -> throw wrong(key, list.get(i), "a list of whole numbers");
          };
    }
    return numbers;
  }

  /// A list of numbers, empty if absent.
  public float[] numbers(String key) {
    List<GgufValue> list = list(key);
    float[] numbers = new float[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] =
          switch (list.get(i)) {
            case GgufValue.Whole whole -> whole.value();
            case GgufValue.Real real -> (float) real.value();
            default -> throw wrong(key, list.get(i), "a list of numbers");
          };
    }
    return numbers;
  }

  /// Whether the key holds a list.
  public boolean isList(String key) {
    return values.get(key) instanceof GgufValue.Many;
  }

  private List<GgufValue> list(String key) {
    GgufValue value = values.get(key);
    return switch (value) {
      case null -> List.of();
      case GgufValue.Many many -> many.values();
      default -> throw wrong(key, value, "a list");
    };
  }

  private CorruptBundleException wrong(String key, GgufValue got, String expected) {
    return new CorruptBundleException(
        file, got.offset(), key + " is " + got.kind() + ", expected " + expected);
  }
}
