// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.calibration;

import dev.hob.engine.bundle.BaseWeights;
import dev.hob.engine.bundle.Digests;
import dev.hob.engine.bundle.ModelConfig;
import dev.hob.engine.bundle.Projection;
import dev.hob.engine.forward.JavaBackend;
import dev.hob.engine.forward.ProductWatcher;
import dev.hob.engine.forward.Span;
import dev.hob.engine.kernel.KernelPool;
import dev.hob.engine.kernel.PlainWeights;
import dev.hob.engine.kernel.Rows;
import dev.hob.engine.kernel.vector.VectorKernels;
import dev.hob.engine.kv.PagePool;
import dev.hob.engine.kv.PageTable;
import dev.hob.engine.memory.Ledger;
import dev.hob.forge.importing.source.ModelSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Runs a text through a downloaded model once, all its tokens a layer at a time, and notes the
/// moments of what goes into each product. Weights are read as they are needed and forgotten: one
/// layer in bf16 and the activations are all that is in memory.
public final class Calibration {
  /// Tokens that know of each other.
  static final int PIECE = 256;

  /// More tokens change little and take their time.
  static final int MOST_PIECES = 8;

  /// Multiply-adds that a calibration may take: about two minutes on two cores.
  private static final double MOST_WORK = 4e12;

  private final ModelSource source;
  private final ModelConfig config;
  private final int threads;

  public Calibration(ModelSource source, ModelConfig config, int threads) {
    this.source = source;
    this.config = config;
    this.threads = threads;
  }

  /// The beginning of `tokens` in pieces, as many as are worth it.
  ///
  /// @throws IllegalArgumentException not enough for one piece
  List<int[]> pieces(int[] tokens) {
    int length = Math.min(PIECE, config.context());
    boolean begins = config.beginToken() >= 0;
    int own = length - (begins ? 1 : 0);
    if (tokens.length < own) {
      throw new IllegalArgumentException(
          "the text has %d tokens, at least %d are needed".formatted(tokens.length, own));
    }
    long weights = config.shapes().values().stream().mapToLong(Calibration::product).sum();
    int most = (int) Math.clamp(MOST_WORK / weights / length, 2, MOST_PIECES);
    List<int[]> pieces = new ArrayList<>();
    for (int from = 0; from + own <= tokens.length && pieces.size() < most; from += own) {
      int[] piece = new int[length];
      piece[0] = begins ? config.beginToken() : tokens[from];
      System.arraycopy(tokens, from, piece, length - own, own);
      pieces.add(piece);
    }
    return pieces;
  }

  private static long product(long[] shape) {
    return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
  }

  /// Bytes of what [#run] writes.
  public long bytes() {
    return SensitivityFile.size(config);
  }

  /// Told after each layer.
  public interface Progress {
    void done(int layer, int layers);
  }

  /// @param tokens of the text; its beginning is taken
  /// @param file gets what is found; what is there of the same model and tokens is taken as it is
  /// @throws IllegalArgumentException the text is too short
  /// @throws IOException the disk is full or broken
  public SensitivityFile run(int[] tokens, Path file, Progress progress) throws IOException {
    List<int[]> pieces = pieces(tokens);
    String key = key(pieces);
    SensitivityFile found = new SensitivityFile(file, config);
    if (found.isOf(key)) {
      return found;
    }
    found.begin();
    int[] distinct = pieces.stream().flatMapToInt(Arrays::stream).distinct().sorted().toArray();
    int rows = pieces.stream().mapToInt(piece -> piece.length).sum();
    Ledger ledger = new Ledger();
    try (Arena memory = Arena.ofShared();
        KernelPool pool = new KernelPool(threads);
        SourceTensors tensors = new SourceTensors(source, pool)) {
      // Only rows of tokens that occur are read, so tokens are numbered anew.
      PlainWeights embedding =
          SourceTensors.rows(source.tensor(SensitivityFile.EMBEDDING), distinct, memory);
      BaseWeights weights = BaseWeights.streamed(tensors, config, embedding, embedding);
      JavaBackend backend =
          new JavaBackend(weights, VectorKernels.preferred(), "calibration", threads, rows);
      try (PagePool pages = new PagePool(backend.pageBytes(), Long.MAX_VALUE, ledger)) {
        backend.watch(new Noting(found, counted(pieces), pool, progress));
        step(backend, pages, pieces, distinct);
      } finally {
        backend.close();
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    found.seal();
    return found;
  }

  /// Of the model's files, of the tokens, and of how it is done.
  private String key(List<int[]> pieces) throws IOException {
    StringBuilder text = new StringBuilder("calibration 1\n").append(source.facts());
    pieces.forEach(piece -> text.append(Arrays.toString(piece)).append('\n'));
    return Digests.of(MemorySegment.ofArray(text.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private static void step(
      JavaBackend backend, PagePool pages, List<int[]> pieces, int[] distinct) {
    List<PageTable> tables = new ArrayList<>();
    try {
      List<Span> spans = new ArrayList<>();
      for (int[] piece : pieces) {
        int[] numbered =
            Arrays.stream(piece).map(token -> Arrays.binarySearch(distinct, token)).toArray();
        tables.add(new PageTable(pages, 0));
        spans.add(new Span(numbered, 0, tables.getLast(), List.of(), Span.Wanted.NONE));
      }
      backend.step(spans);
    } finally {
      tables.forEach(PageTable::close);
    }
  }

  /// Rows of a step that count. The first token of a sequence gets far larger activations than any
  /// other in many models, whatever it is, and would drown them.
  private static int[] counted(List<int[]> pieces) {
    int[] counted = new int[pieces.stream().mapToInt(piece -> piece.length - 1).sum()];
    int row = 0;
    int at = 0;
    for (int[] piece : pieces) {
      row++;
      for (int i = 1; i < piece.length; i++) {
        counted[at++] = row++;
      }
    }
    return counted;
  }

  /// Writes the moments of each input; projections that share one are noted once.
  private final class Noting implements ProductWatcher {
    private final SensitivityFile file;
    private final int[] counted;
    private final KernelPool pool;
    private final Progress progress;

    Noting(SensitivityFile file, int[] counted, KernelPool pool, Progress progress) {
      this.file = file;
      this.counted = counted;
      this.pool = pool;
      this.progress = progress;
    }

    @Override
    public void projection(int layer, Projection projection, Rows x) {
      if (SensitivityFile.first(projection) == projection) {
        file.put(layer, projection, Moments.of(x, counted, projection.columns(config), pool));
      }
      if (projection == Projection.DOWN) {
        progress.done(layer + 1, config.layers());
      }
    }

    @Override
    public void head(Rows x) {
      file.putHead(Moments.of(x, counted, config.width(), pool));
    }
  }
}
