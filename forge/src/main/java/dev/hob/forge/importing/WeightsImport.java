// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing;

import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.bundle.Floats;
import dev.hob.engine.bundle.Palette;
import dev.hob.engine.bundle.TensorType;
import dev.hob.engine.bundle.WeightsLayout;
import dev.hob.engine.kernel.Strip16;
import dev.hob.forge.importing.source.ModelSource;
import dev.hob.forge.importing.source.SourceTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;

/// Writes `weights.safetensors` tensor by tensor, each by all cores, and notes what is done: an
/// import that was interrupted goes on behind the last whole tensor and ends with the same bytes.
final class WeightsImport {
  private static final String DONE = "done";
  private static final int STRIPS = 8;

  private final ModelSource source;
  private final ImportPlan plan;
  private final Path folder;
  private final int threads;
  private final LongConsumer progress;

  /// @param folder holds the file and the notes
  /// @param progress told the weights of each piece that was written
  WeightsImport(
      ModelSource source, ImportPlan plan, Path folder, int threads, LongConsumer progress) {
    this.source = source;
    this.plan = plan;
    this.folder = folder;
    this.threads = threads;
    this.progress = progress;
  }

  void run() throws IOException, InterruptedException {
    Path weights = folder.resolve("weights.safetensors");
    Set<String> done = done();
    try (FileChannel out =
            FileChannel.open(
                weights,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        FileChannel notes =
            FileChannel.open(
                folder.resolve(DONE), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        ExecutorService workers = Executors.newFixedThreadPool(threads)) {
      write(out, ByteBuffer.wrap(plan.layout().header()), 0);
      if (plan.layout().size() > out.size()) {
        write(out, ByteBuffer.wrap(new byte[1]), plan.layout().size() - 1);
      }
      for (WeightsLayout.Entry entry : plan.entries().values()) {
        if (done.contains(entry.name())) {
          progress.accept(weights(entry));
          continue;
        }
        write(entry, out, workers);
        out.force(false);
        notes.write(ByteBuffer.wrap((entry.name() + "\n").getBytes(StandardCharsets.UTF_8)));
        notes.force(false);
      }
    }
    Files.deleteIfExists(folder.resolve(DONE));
    Files.deleteIfExists(folder.resolve("plan"));
  }

  /// Names that an earlier run has written of the same plan and the same files; else nothing
  /// counts.
  private Set<String> done() throws IOException {
    Path stated = folder.resolve("plan");
    StringBuilder facts = new StringBuilder();
    for (Path file : source.files()) { // a file that was downloaded again is another one
      facts.append(file.toAbsolutePath()).append(' ').append(Files.size(file)).append(' ');
      facts.append(Files.getLastModifiedTime(file)).append('\n');
    }
    String text = facts + source.types() + "\n" + plan.text();
    if (!Files.exists(stated) || !Files.readString(stated).equals(text)) {
      Files.deleteIfExists(folder.resolve(DONE));
      Files.deleteIfExists(folder.resolve("weights.safetensors"));
      Files.writeString(stated, text);
    }
    Path notes = folder.resolve(DONE);
    return Files.exists(notes) ? new HashSet<>(Files.readAllLines(notes)) : Set.of();
  }

  private static long weights(WeightsLayout.Entry entry) {
    return switch (entry) {
      case WeightsLayout.Entry.Plain plain -> product(plain.shape());
      case WeightsLayout.Entry.Palettized p -> (long) p.palette().rows() * p.palette().columns();
    };
  }

  private static long product(long[] shape) {
    long product = 1;
    for (long side : shape) {
      product *= side;
    }
    return product;
  }

  private void write(WeightsLayout.Entry entry, FileChannel out, ExecutorService workers)
      throws IOException, InterruptedException {
    SourceTensor tensor = source.tensor(entry.name());
    int rows = tensor.rows();
    List<Future<?>> pieces = new ArrayList<>();
    for (int from = 0; from < rows; from += 16 * STRIPS) {
      int first = from;
      int count = Math.min(rows - from, 16 * STRIPS);
      pieces.add(
          workers.submit(() -> {
            switch (entry) {
              case WeightsLayout.Entry.Plain plain -> plain(plain, tensor, first, count, out);
              case WeightsLayout.Entry.Palettized p -> palettize(p, tensor, first, count, out);
            }
            progress.accept((long) count * tensor.columns());
            return null;
          }));
    }
    join(pieces);
    tensor.unload();
  }

  private static void join(List<Future<?>> pieces) throws IOException, InterruptedException {
    try {
      for (Future<?> piece : pieces) {
        piece.get();
      }
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

  private void plain(
      WeightsLayout.Entry.Plain entry, SourceTensor tensor, int first, int count, FileChannel out)
      throws IOException {
    int columns = tensor.columns();
    float[] values = new float[count * columns];
    tensor.read(first, count, values, 0);
    finite(tensor, values);
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
    long at = plan.layout().offset(entry.name()) + (long) first * columns * entry.type().bytes();
    write(out, bytes.flip(), at);
  }

  /// Rows `first .. first + count`, strips of their own each.
  private void palettize(
      WeightsLayout.Entry.Palettized entry,
      SourceTensor tensor,
      int first,
      int count,
      FileChannel out)
      throws IOException {
    Palette palette = entry.palette();
    int strips = Strip16.strips(count);
    int stripBytes = Strip16.stripBytes(palette.columns(), palette.bits());
    StripFit fit = new StripFit(palette);
    float[] weights = new float[16 * palette.columns()];
    ByteBuffer indices = little(strips * stripBytes);
    ByteBuffer scales = little(strips * palette.groups() * 32);
    ByteBuffer tables = little(strips * palette.entries());
    for (int strip = 0; strip < strips; strip++) {
      int rows = Math.min(16, count - 16 * strip);
      Arrays.fill(weights, rows * palette.columns(), weights.length, 0);
      tensor.read(first + 16 * strip, rows, weights, 0);
      finite(tensor, weights);
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
    long strip = first / 16;
    String name = entry.name();
    write(out, indices.flip(), plan.layout().offset(name + ".idx") + strip * stripBytes);
    write(
        out, scales.flip(), plan.layout().offset(name + ".scale") + strip * palette.groups() * 32);
    write(out, tables.flip(), plan.layout().offset(name + ".lut") + strip * palette.entries());
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
