// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.forward;

import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.bundle.Base;
import dev.hob.engine.kernel.Kernels;
import dev.hob.engine.kernel.Rows;
import dev.hob.engine.kv.PagePool;
import dev.hob.engine.kv.PageTable;
import dev.hob.engine.memory.Ledger;
import java.util.Arrays;
import java.util.List;

/// Logits of a text, without engine, queue or sampling: for oracle tests and for measuring losses.
/// One thread at a time.
public final class Scorer implements AutoCloseable {
  /// Tokens of a step.
  public static final int CHUNK = 64;

  private final Base base;
  private final Backend backend;
  private final PagePool pages;

  /// @param base stays open until this is closed
  public Scorer(Base base, Kernels kernels, int threads, Ledger ledger) {
    this(base, new JavaBackend(base.weights(), kernels, "as handed in", threads, CHUNK), ledger);
  }

  /// @param backend over `base`, for steps of at least [#CHUNK] tokens; closed with this
  public Scorer(Base base, Backend backend, Ledger ledger) {
    this.base = base;
    this.backend = backend;
    pages = new PagePool(backend.pageBytes(), Long.MAX_VALUE, ledger);
  }

  /// Logits after each token: row `i` predicts token `i + 1`.
  ///
  /// @param tokens at most the base's context
  /// @return [tokens, vocabulary]
  public float[][] logits(int[] tokens, List<Adapter> adapters) {
    return run(tokens, adapters, Span.Wanted.ALL);
  }

  /// Logits after the last token.
  ///
  /// @return [vocabulary]
  public float[] next(int[] tokens, List<Adapter> adapters) {
    float[][] rows = run(tokens, adapters, Span.Wanted.LAST);
    return rows[rows.length - 1];
  }

  private float[][] run(int[] tokens, List<Adapter> adapters, Span.Wanted wanted) {
    float[][] all = new float[wanted == Span.Wanted.ALL ? tokens.length : 1][];
    int out = 0;
    try (PageTable table = new PageTable(pages, 0)) {
      for (int from = 0; from < tokens.length; from += CHUNK) {
        int[] chunk = Arrays.copyOfRange(tokens, from, Math.min(tokens.length, from + CHUNK));
        boolean last = from + CHUNK >= tokens.length;
        Span.Wanted mine = wanted == Span.Wanted.LAST && !last ? Span.Wanted.NONE : wanted;
        Rows rows = backend.step(List.of(new Span(chunk, from, table, adapters, mine)));
        for (int i = 0; i < rows.count(); i++) {
          int at = rows.at(i);
          all[out++] = Arrays.copyOfRange(rows.values(), at, at + base.config().vocabulary());
        }
      }
    }
    return all;
  }

  @Override
  public void close() {
    backend.close();
    pages.close();
  }
}
