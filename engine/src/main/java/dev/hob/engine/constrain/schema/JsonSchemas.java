// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.constrain.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.engine.constrain.TokenConstraint;
import dev.hob.engine.tokenizer.Tokenizer;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/// Compiles JSON Schemas for one base's vocabulary and keeps the latest. Thread-safe.
public final class JsonSchemas {
  private static final int MOST_KEPT = 32;

  private final Tokenizer tokenizer;
  private final TokenOrder order;
  private final BitSet ends = new BitSet();

  /// Guarded by this. The whole text is the key: a schema is small, and two never share a digest.
  private final Map<String, TokenConstraint> compiled =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TokenConstraint> eldest) {
          return size() > MOST_KEPT;
        }
      };

  /// @throws IllegalArgumentException the vocabulary has no end-of-sequence token
  public JsonSchemas(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
    this.order = TokenOrder.of(tokenizer);
    tokenizer.endTokens().forEach(ends::set);
    if (ends.isEmpty()) {
      throw new IllegalArgumentException("no end-of-sequence token");
    }
  }

  /// Output that is a valid instance of `schema` once it ends, and can always go on to be one.
  ///
  /// @throws UnsupportedSchemaException it uses what is not supported; names keyword and pointer
  public synchronized TokenConstraint constraint(JsonNode schema) {
    String key = schema.toString();
    TokenConstraint known = compiled.get(key);
    if (known == null) {
      Arena arena = new Arena(order.longest());
      Node start = SchemaReader.read(arena, schema);
      known = new SchemaConstraint(tokenizer, order, ends, arena, start);
      compiled.put(key, known);
    }
    return known;
  }
}
