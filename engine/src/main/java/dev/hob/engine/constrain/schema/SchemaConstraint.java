// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.constrain.schema;

import dev.hob.engine.constrain.TokenConstraint;
import dev.hob.engine.tokenizer.Tokenizer;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/// One compiled schema over one vocabulary. Thread-safe: its states are made under its lock, which
/// is contended only where two engines serve the same base.
final class SchemaConstraint implements TokenConstraint {
  /// Masks kept; 6 KB each for 49,152 tokens.
  private static final int MOST_MASKS = 512;

  private final Tokenizer tokenizer;
  private final TokenOrder order;
  private final BitSet ends;

  /// All below guarded by `arena`.
  private final Arena arena;

  private final Node start;
  private final Map<Node, BitSet> masks =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Node, BitSet> eldest) {
          return size() > MOST_MASKS;
        }
      };

  /// @param ends ids that end the text; never changed
  SchemaConstraint(Tokenizer tokenizer, TokenOrder order, BitSet ends, Arena arena, Node start) {
    this.tokenizer = tokenizer;
    this.order = order;
    this.ends = ends;
    this.arena = arena;
    this.start = start;
  }

  @Override
  public State begin() {
    return new Walk();
  }

  /// Counts beyond the longest token's reach change no mask: states that differ in them share one.
  private BitSet mask(Node state) {
    synchronized (arena) {
      Node near = arena.near(state);
      BitSet known = masks.get(near);
      if (known == null) {
        known = order.allowed(near, arena);
        if (near.isNullable()) {
          known.or(ends);
        }
        masks.put(near, known);
      }
      return known;
    }
  }

  private Node after(Node state, byte[] token) {
    synchronized (arena) {
      Node out = state;
      for (byte value : token) {
        out = out.after(value & 0xFF, arena);
      }
      return out;
    }
  }

  /// Where one sequence stands.
  private final class Walk implements State {
    private Node state = start;

    @Override
    public void apply(float[] logits) {
      BitSet allowed = mask(state);
      for (int id = allowed.nextClearBit(0);
          id < logits.length;
          id = allowed.nextClearBit(id + 1)) {
        logits[id] = Float.NEGATIVE_INFINITY;
      }
    }

    @Override
    public void accept(int token) {
      if (!ends.get(token)) {
        state = after(state, tokenizer.bytes(token));
      }
    }
  }
}
