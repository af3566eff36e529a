// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.device;

import dev.hob.engine.constrain.schema.JsonSchemas;
import dev.hob.engine.tokenizer.Tokenizer;
import org.jspecify.annotations.Nullable;

/// What is made once for a base's vocabulary. Thread-safe.
final class KnownBase {
  private final String digest;
  private final Tokenizer tokenizer;
  private final Vocabulary vocabulary;

  /// Guarded by this. Few requests bring a schema, and the order of a large vocabulary takes its
  /// megabytes.
  private @Nullable JsonSchemas schemas;

  KnownBase(String digest, Tokenizer tokenizer) {
    this.digest = digest;
    this.tokenizer = tokenizer;
    this.vocabulary = Vocabulary.of(tokenizer);
  }

  String digest() {
    return digest;
  }

  Vocabulary vocabulary() {
    return vocabulary;
  }

  /// @throws IllegalArgumentException the base has no end-of-sequence token
  synchronized JsonSchemas schemas() {
    if (schemas == null) {
      schemas = new JsonSchemas(tokenizer);
    }
    return schemas;
  }
}
