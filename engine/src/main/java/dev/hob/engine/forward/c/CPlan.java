// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.forward.c;

import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.bundle.ModelConfig;
import dev.hob.engine.forward.Rotary;
import dev.hob.engine.forward.Span;
import dev.hob.engine.kernel.Rows;
import dev.hob.engine.kernel.c.CLayout;
import dev.hob.engine.lora.AdapterGroup;
import dev.hob.engine.memory.GrowingOffHeap;
import dev.hob.engine.memory.Ledger;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// Writes a step as `hob_plan` into memory that is used again from step to step. Caller thread of
/// the back end only.
final class CPlan implements AutoCloseable {
  private final ModelConfig config;
  private final List<Rotary> rotaries;
  private final GrowingOffHeap plan;
  private final GrowingOffHeap logits;
  private final float[] angles;

  CPlan(ModelConfig config, Ledger ledger) {
    this.config = config;
    rotaries = Rotary.of(config);
    plan = new GrowingOffHeap(ledger, Ledger.Owner.SCRATCH);
    logits = new GrowingOffHeap(ledger, Ledger.Owner.SCRATCH);
    angles = new float[config.headDim()];
  }

  /// What was written.
  ///
  /// @param logits f32 [wanted, vocabulary rounded up to 16]
  record Written(MemorySegment plan, MemorySegment logits, int wanted) {}

  /// One adapter on a run of rows.
  private record Use(AdapterGroup group, Adapter adapter) {
    int stride() {
      return Rows.padded(adapter.rank());
    }

    long lowBytes() {
      return 3L * group.count() * stride() * Float.BYTES;
    }
  }

  /// @param spans checked; their pages are prepared
  /// @param abort i32, off-heap
  Written write(List<Span> spans, CAdapters adapters, MemorySegment abort) {
    List<Use> uses = new ArrayList<>();
    for (AdapterGroup group : Span.groups(spans)) {
      group.adapters().forEach(adapter -> uses.add(new Use(group, adapter)));
    }
    int rows = spans.stream().mapToInt(span -> span.tokens().length).sum();
    int wanted = spans.stream().mapToInt(Span::wantedRows).sum();
    List<MemorySegment[]> pages = spans.stream().map(span -> span.pages().segments()).toList();
    MemorySegment out = logits.atLeast(4L * wanted * Rows.padded(config.vocabulary()));
    Carver carver = new Carver(plan.atLeast(bytes(rows, wanted, uses, pages)));
    MemorySegment head = carver.take(CLayout.PLAN);
    MemorySegment tokens = carver.take(4L * rows);
    MemorySegment positions = carver.take(4L * rows);
    MemorySegment pagesOfRows = carver.take(8L * rows);
    MemorySegment turns = carver.take(angleBytes(rows));
    MemorySegment outputs = carver.take(4L * wanted);
    MemorySegment groups = carver.take(CLayout.GROUP * uses.size());
    int row = 0;
    int output = 0;
    for (int i = 0; i < spans.size(); i++) {
      Span span = spans.get(i);
      long list = list(pages.get(i), carver);
      for (int t = 0; t < span.tokens().length; t++, row++) {
        int position = span.position() + t;
        tokens.setAtIndex(ValueLayout.JAVA_INT, row, span.tokens()[t]);
        positions.setAtIndex(ValueLayout.JAVA_INT, row, position);
        pagesOfRows.setAtIndex(ValueLayout.JAVA_LONG, row, list);
        for (int r = 0; r < rotaries.size(); r++) {
          rotaries.get(r).angles(position, angles, 0);
          long at = 4L * (r * rows + row) * config.headDim();
          MemorySegment.copy(angles, 0, turns, ValueLayout.JAVA_FLOAT, at, angles.length);
        }
        if (t >= span.tokens().length - span.wantedRows()) {
          outputs.setAtIndex(ValueLayout.JAVA_INT, output++, row);
        }
      }
    }
    for (int i = 0; i < uses.size(); i++) {
      write(uses.get(i), groups.asSlice(CLayout.GROUP * i, CLayout.GROUP), adapters, carver);
    }
    int[] counts = {rows, wanted, uses.size(), 0};
    MemorySegment.copy(counts, 0, head, ValueLayout.JAVA_INT, 0, counts.length);
    MemorySegment[] parts = {tokens, positions, pagesOfRows, turns, outputs, groups, out, abort};
    for (int i = 0; i < parts.length; i++) {
      head.set(ValueLayout.JAVA_LONG, 16 + 8L * i, parts[i].address());
    }
    return new Written(head, out, wanted);
  }

  private static void write(Use use, MemorySegment at, CAdapters adapters, Carver carver) {
    at.set(ValueLayout.JAVA_INT, 0, use.group().first());
    at.set(ValueLayout.JAVA_INT, 4, use.group().count());
    at.set(ValueLayout.JAVA_LONG, 8, adapters.address(use.adapter()));
    at.set(ValueLayout.JAVA_LONG, 16, carver.take(use.lowBytes()).address());
    at.set(ValueLayout.JAVA_INT, 24, use.stride());
  }

  private long angleBytes(int rows) {
    return 4L * rotaries.size() * rows * config.headDim();
  }

  private static long list(MemorySegment[] pages, Carver carver) {
    MemorySegment list = carver.take(8L * pages.length);
    for (int i = 0; i < pages.length; i++) {
      list.setAtIndex(ValueLayout.JAVA_LONG, i, pages[i].address());
    }
    return list.address();
  }

  private long bytes(int rows, int wanted, List<Use> uses, List<MemorySegment[]> pages) {
    long bytes =
        Carver.room(CLayout.PLAN)
            + 2 * Carver.room(4L * rows)
            + Carver.room(8L * rows)
            + Carver.room(angleBytes(rows))
            + Carver.room(4L * wanted)
            + Carver.room(CLayout.GROUP * uses.size());
    for (MemorySegment[] list : pages) {
      bytes += Carver.room(8L * list.length);
    }
    for (Use use : uses) {
      bytes += Carver.room(use.lowBytes());
    }
    return bytes;
  }

  @Override
  public void close() {
    plan.close();
    logits.close();
  }
}
