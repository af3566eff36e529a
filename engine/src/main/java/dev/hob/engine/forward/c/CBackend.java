// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.forward.c;

import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.bundle.Base;
import dev.hob.engine.forward.Backend;
import dev.hob.engine.forward.LogitCap;
import dev.hob.engine.forward.Span;
import dev.hob.engine.forward.StepAbortedException;
import dev.hob.engine.kernel.KvBytes;
import dev.hob.engine.kernel.Rows;
import dev.hob.engine.kernel.c.CKernels;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.memory.OffHeap;
import dev.hob.engine.memory.Pin;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;

/// The back end in C: a step is one call, its threads (`hob-kernel-N`) are C's own, idle ones
/// sleep. Palettized products take 8-bit activations, attention 8-bit keys and values; everything
/// else is f32.
public final class CBackend implements Backend {
  private final Base base;
  private final int maxRows;
  private final String name;
  private final KvBytes layout;
  private final CAdapters adapters;
  private final CPlan plans;
  private final OffHeap abort;
  private final long handle;
  private final Deque<Runnable> opened = new ArrayDeque<>(); // to be undone, newest first
  private boolean closed; // guarded by this, with the memory of `abort`

  /// @param why these kernels were chosen
  /// @param threads workers in all, the caller of [#step] included
  /// @param maxRows tokens that a step may have in all
  /// @throws IllegalArgumentException [#refusal] says why
  public CBackend(
      Base base, CKernels kernels, String why, int threads, int maxRows, Ledger ledger) {
    String refusal = refusal(base, threads);
    if (!refusal.isEmpty()) {
      throw new IllegalArgumentException(refusal);
    }
    this.base = base;
    this.maxRows = maxRows;
    name = "C, " + kernels.title() + "; " + why;
    layout = new KvBytes(base.config().layers(), base.config().kvHeads(), base.config().headDim());
    adapters = new CAdapters(base, ledger);
    plans = new CPlan(base.config(), ledger);
    opened.push(adapters::close);
    opened.push(plans::close);
    try {
      opened.push(base.pin()::close);
      CModel model = CModel.write(base, kernels, threads, maxRows, ledger);
      opened.push(model::close);
      abort = new OffHeap(Integer.BYTES, ledger, Ledger.Owner.SCRATCH);
      opened.push(abort::close);
      long size = CKernels.scratchBytes(model.bytes());
      OffHeap scratch = new OffHeap(size, ledger, Ledger.Owner.SCRATCH);
      opened.push(scratch::close);
      handle = CKernels.open(model.bytes(), scratch.bytes());
      opened.push(() -> CKernels.close(handle));
    } catch (RuntimeException | OutOfMemoryError e) {
      opened.forEach(Runnable::run);
      throw e;
    }
  }

  /// Why C cannot run `base`; empty if it can.
  public static String refusal(Base base, int threads) {
    return CModel.refusal(base, threads);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long pageBytes() {
    return layout.pageBytes();
  }

  @Override
  public Rows step(List<Span> spans) {
    check(spans);
    List<Adapter> used = spans.stream().flatMap(span -> span.adapters().stream()).toList();
    List<Pin> pins = new ArrayList<>();
    try {
      for (Adapter adapter : used) {
        pins.add(adapter.pin());
      }
      for (Span span : spans) {
        span.pages().prepare(span.position(), span.position() + span.tokens().length);
      }
      CPlan.Written written = plans.write(spans, adapters, abort.bytes());
      if (!CKernels.step(handle, written.plan())) {
        throw new StepAbortedException();
      }
      return logits(written);
    } finally {
      pins.forEach(Pin::close);
      adapters.trim(used);
    }
  }

  private void check(List<Span> spans) {
    int rows = 0;
    for (Span span : spans) {
      int end = span.position() + span.tokens().length;
      if (rows + span.tokens().length > maxRows
          || span.position() < 0
          || end > base.config().context()) {
        throw new IllegalArgumentException(
            span.tokens().length + " tokens at " + span.position() + " beside " + rows);
      }
      rows += span.tokens().length;
      for (int token : span.tokens()) {
        if (token < 0 || token >= base.config().vocabulary()) {
          throw new IllegalArgumentException(
              "token " + token + " of a vocabulary of " + base.config().vocabulary());
        }
      }
      for (Adapter adapter : span.adapters()) {
        if (!adapter.shape().equals(base.config())) {
          throw new IllegalArgumentException("an adapter was opened for a base of another shape");
        }
      }
    }
  }

  private Rows logits(CPlan.Written written) {
    Rows y = Rows.zeroed(written.wanted(), base.config().vocabulary());
    MemorySegment.copy(
        written.logits(), ValueLayout.JAVA_FLOAT, 0, y.values(), 0, y.stride() * y.count());
    LogitCap.apply(y, base.config());
    return y;
  }

  /// C needs none.
  @Override
  public void warmUp(BooleanSupplier enough) {}

  @Override
  public synchronized void abort() {
    if (!closed) {
      abort.bytes().set(ValueLayout.JAVA_INT, 0, 1);
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      opened.forEach(Runnable::run);
    }
  }
}
