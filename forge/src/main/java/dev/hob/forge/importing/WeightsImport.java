// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing;

import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.bundle.Floats;
import dev.hob.engine.bundle.Palette;
import dev.hob.engine.bundle.TensorType;
import dev.hob.engine.bundle.WeightsLayout;
import dev.hob.engine.kernel.Strip16;
import dev.hob.engine.memory.LargePages;
import dev.hob.forge.importing.calibration.Sensitivity;
import dev.hob.forge.importing.source.ModelSource;
import dev.hob.forge.importing.source.SourceTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;

/// Writes `weights.safetensors` tensor by tensor, each by all cores, and notes what is done: an
/// import that was interrupted goes on behind the last whole tensor and ends with the same bytes.
/// The disk's room is taken before the work. Workers write small pieces in any order; so that the
/// file lies in large pages all the same, what a tensor will fill is zeroed first, in large pieces
/// (20 ms for 100 MB), unless that would use the room up.
final class WeightsImport {
  static final String FILE = "weights.safetensors";
  private static final int PIECE = TensorLineage.ROWS;

  private final ModelSource source;
  private final ImportPlan plan;
  private final Path folder;
  private final int threads;
  private final ModelImport.Progress progress;
  private LongConsumer told = _ -> {};

  /// @param folder holds the notes of what is done
  WeightsImport(
      ModelSource source,
      ImportPlan plan,
      Path folder,
      int threads,
      ModelImport.Progress progress) {
    this.source = source;
    this.plan = plan;
    this.folder = folder;
    this.threads = threads;
    this.progress = progress;
  }

  /// @param bundle gets the file
  /// @return the lineage of what was read
  /// @throws IOException the disk is full or broken; what was done is kept
  String run(Path bundle) throws IOException, InterruptedException {
    Path file = bundle.resolve(FILE);
    String stated = "notes 3\n" + source.facts() + plan.text();
    TensorLineage lineage = new TensorLineage();
    try (ImportNotes notes = ImportNotes.open(folder, stated, plan.entries().keySet(), file);
        FileChannel out =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        ExecutorService workers = Executors.newFixedThreadPool(threads)) {
      Map<String, String> done = notes.done();
      reserve(file, done.isEmpty());
      boolean zeroed = DiskRoom.lasts(file);
      begin(out, done, zeroed);
      List<WeightsLayout.Entry> entries = List.copyOf(plan.entries().values());
      for (int i = 0; i < entries.size(); i++) {
        WeightsLayout.Entry entry = entries.get(i);
        String digest = done.get(entry.name());
        if (digest == null) {
          long next = i + 1 < entries.size() ? start(entries.get(i + 1)) : plan.layout().size();
          if (zeroed) {
            LargePages.zero(out, start(entry), next); // behind that nothing is done yet
          }
          digest = write(entry, out, workers);
          out.force(false);
          notes.add(entry.name(), digest);
        }
        lineage.add(entry.name(), digest);
      }
    }
    return lineage.lineage();
  }

  /// A disk that is too small is left as it was.
  private void reserve(Path file, boolean fresh) throws IOException {
    try {
      DiskRoom.reserve(file, plan.layout().size());
    } catch (IOException e) {
      if (fresh) {
        Files.deleteIfExists(file);
      }
      throw e;
    }
  }

  /// Header and length; what lies between tensors is zero.
  private void begin(FileChannel out, Map<String, String> done, boolean zeroed) throws IOException {
    long size = plan.layout().size();
    if (size > out.size()) {
      write(out, ByteBuffer.wrap(new byte[1]), size - 1);
    }
    if (done.isEmpty()) {
      byte[] header = plan.layout().header();
      if (zeroed) {
        LargePages.zero(out, 0, header.length);
      }
      write(out, ByteBuffer.wrap(header), 0);
    }
    long left =
        plan.entries().values().stream()
            .filter(entry -> !done.containsKey(entry.name()))
            .mapToLong(WeightsImport::bytes)
            .sum();
    long before = done.isEmpty() ? 0 : size - left;
    told = progress.begin(size, before);
    told.accept(size - left - before);
  }

  /// Where a tensor's bytes begin in the file.
  private long start(WeightsLayout.Entry entry) {
    return plan.layout()
        .offset(
            switch (entry) {
              case WeightsLayout.Entry.Plain plain -> plain.name();
              case WeightsLayout.Entry.Palettized p -> p.name() + ".idx";
            });
  }

  private static long bytes(WeightsLayout.Entry entry) {
    return switch (entry) {
      case WeightsLayout.Entry.Plain plain -> product(plain.shape()) * plain.type().bytes();
      case WeightsLayout.Entry.Palettized p ->
          Strip16.strips(p.palette().rows()) * stripBytes(p.palette());
    };
  }

  /// Indices, scales and table of a strip.
  private static long stripBytes(Palette palette) {
    return Strip16.stripBytes(palette.columns(), palette.bits())
        + palette.groups() * 32L
        + palette.entries();
  }

  private static long product(long[] shape) {
    long product = 1;
    for (long side : shape) {
      product *= side;
    }
    return product;
  }

  /// @return the tensor's digest
  private String write(WeightsLayout.Entry entry, FileChannel out, ExecutorService workers)
      throws IOException, InterruptedException {
    SourceTensor tensor = source.tensor(entry.name());
    Optional<Sensitivity> known = plan.sensitivity(entry.name());
    int rows = tensor.rows();
    float added = source.addedTo(entry.name());
    List<Future<byte[]>> pieces = new ArrayList<>();
    for (int from = 0; from < rows; from += PIECE) {
      int first = from;
      int count = Math.min(rows - from, PIECE);
      pieces.add(
          workers.submit(() -> {
            TensorLineage.Piece digest = new TensorLineage.Piece(added);
            switch (entry) {
              case WeightsLayout.Entry.Plain plain ->
                  plain(plain, new Rows(tensor, first, count, digest), out);
              case WeightsLayout.Entry.Palettized p ->
                  palettize(
                      new StripFit(p.palette(), known),
                      p,
                      new Rows(tensor, first, count, digest),
                      out);
            }
            return digest.digest();
          }));
    }
    List<byte[]> digests = join(pieces);
    tensor.unload();
    return TensorLineage.tensor(rows, tensor.columns(), digests);
  }

  /// Rows `first .. first + count` of a tensor, each read once and in order.
  private final class Rows {
    final int first;
    final int count;
    private final SourceTensor tensor;
    private final TensorLineage.Piece digest;

    Rows(SourceTensor tensor, int first, int count, TensorLineage.Piece digest) {
      this.tensor = tensor;
      this.first = first;
      this.count = count;
      this.digest = digest;
    }

    int columns() {
      return tensor.columns();
    }

    /// @param from counted from the first of these rows
    void read(int from, int some, float[] values) {
      tensor.read(first + from, some, values, 0);
      finite(tensor, values);
      digest.rows(values, some * tensor.columns());
    }
  }

  private static List<byte[]> join(List<Future<byte[]>> pieces)
      throws IOException, InterruptedException {
    try {
      List<byte[]> digests = new ArrayList<>();
      for (Future<byte[]> piece : pieces) {
        digests.add(piece.get());
      }
      return digests;
    } catch (ExecutionException e) {
      pieces.forEach(piece -> piece.cancel(true));
      switch (e.getCause()) {
        case IOException cause -> throw cause;
        case UncheckedIOException cause -> throw cause.getCause();
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  private void plain(WeightsLayout.Entry.Plain entry, Rows rows, FileChannel out)
      throws IOException {
    float[] values = new float[rows.count * rows.columns()];
    rows.read(0, rows.count, values);
    ByteBuffer bytes = little(values.length * entry.type().bytes());
    for (float value : values) {
      if (entry.type() == TensorType.F32) {
        bytes.putFloat(value);
      } else if (entry.type() == TensorType.BF16) {
        bytes.putShort(Floats.bf16(value));
      } else {
        bytes.putShort(Float.floatToFloat16(Math.clamp(value, -65504f, 65504f)));
      }
    }
    long before = (long) rows.first * rows.columns() * entry.type().bytes();
    write(out, bytes.flip(), plan.layout().offset(entry.name()) + before);
    told.accept(bytes.limit());
  }

  /// Strips of their own.
  private void palettize(
      StripFit fit, WeightsLayout.Entry.Palettized entry, Rows piece, FileChannel out)
      throws IOException {
    Palette palette = entry.palette();
    int strips = Strip16.strips(piece.count);
    int stripBytes = Strip16.stripBytes(palette.columns(), palette.bits());
    float[] weights = new float[16 * palette.columns()];
    ByteBuffer indices = little(strips * stripBytes);
    ByteBuffer scales = little(strips * palette.groups() * 32);
    ByteBuffer tables = little(strips * palette.entries());
    for (int strip = 0; strip < strips; strip++) {
      int rows = Math.min(16, piece.count - 16 * strip);
      Arrays.fill(weights, rows * palette.columns(), weights.length, 0);
      piece.read(16 * strip, rows, weights);
      fit.fit(weights);
      indices.put(Strip16.pack(fit.indices(), 16, palette.columns(), palette.bits()));
      tables.put(fit.lut());
      for (int group = 0; group < palette.groups(); group++) {
        for (int row = 0; row < 16; row++) {
          float scale = fit.scales()[row * palette.groups() + group];
          scales.putShort(Float.floatToFloat16(scale));
        }
      }
    }
    long strip = piece.first / 16;
    String name = entry.name();
    write(out, indices.flip(), plan.layout().offset(name + ".idx") + strip * stripBytes);
    write(
        out, scales.flip(), plan.layout().offset(name + ".scale") + strip * palette.groups() * 32);
    write(out, tables.flip(), plan.layout().offset(name + ".lut") + strip * palette.entries());
    told.accept(strips * stripBytes(palette));
  }

  private void finite(SourceTensor tensor, float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new CorruptBundleException(
            String.valueOf(source.files().getFirst().getFileName()),
            -1,
            tensor.name() + " holds NaN or infinity");
      }
    }
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void write(FileChannel out, ByteBuffer left, long at) throws IOException {
    long to = at;
    while (left.hasRemaining()) {
      to += out.write(left, to);
    }
  }
}
