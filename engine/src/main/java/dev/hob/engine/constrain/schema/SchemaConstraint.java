// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.constrain.schema;

import dev.hob.engine.constrain.TokenConstraint;
import dev.hob.engine.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// One compiled schema over one vocabulary. Thread-safe: its states are made under its lock, which
/// is contended only where two engines serve the same base.
final class SchemaConstraint implements TokenConstraint {
  /// Masks kept; 6 KB each for 49,152 tokens.
  private static final int MOST_MASKS = 512;

  /// Tokens that may be cuts of one text: each is a beginning of the longest, one for each length.
  private static final int MOST_CUTS = 32;

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

  /// The longest of `allowed` if all others are beginnings of it, so that the text is decided and
  /// only its cut into tokens is not.
  private Optional<Guess> spelt(BitSet allowed) {
    if (allowed.isEmpty() || allowed.cardinality() > MOST_CUTS) {
      return Optional.empty();
    }
    int longest = -1;
    for (int id = allowed.nextSetBit(0); id >= 0; id = allowed.nextSetBit(id + 1)) {
      if (longest < 0 || tokenizer.bytes(id).length > tokenizer.bytes(longest).length) {
        longest = id;
      }
    }
    byte[] text = tokenizer.bytes(longest);
    for (int id = allowed.nextSetBit(0); id >= 0; id = allowed.nextSetBit(id + 1)) {
      byte[] part = tokenizer.bytes(id);
      if (id != longest && (part.length == 0 || Arrays.mismatch(part, text) < part.length)) {
        return Optional.empty();
      }
    }
    return Optional.of(new Guess(longest, allowed.cardinality() == 1));
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

    @Override
    public Optional<Ahead> ahead() {
      return Optional.of(new Lookout(state));
    }
  }

  /// Goes on from where a sequence stands.
  private final class Lookout implements Ahead {
    private Node state;
    private boolean ended;

    Lookout(Node state) {
      this.state = state;
    }

    @Override
    public boolean allows(int token) {
      if (ended) {
        return false;
      }
      if (ends.get(token)) {
        return state.isNullable();
      }
      byte[] bytes = tokenizer.bytes(token);
      return bytes.length > 0 && !after(state, bytes).isNever();
    }

    @Override
    public Optional<Guess> guess() {
      return ended ? Optional.empty() : spelt(mask(state));
    }

    @Override
    public void accept(int token) {
      ended = ends.get(token);
      if (!ended) {
        state = after(state, tokenizer.bytes(token));
      }
    }
  }
}
