// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.calibration;

import dev.hob.engine.bundle.ModelConfig;
import dev.hob.engine.bundle.Projection;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a calibration has found of each input, on disk: it takes a kilobyte a column, too much to
/// hold for a large model, and an import that was interrupted need not run the text again.
///
/// Layout: the digest of what it is of (zeros until the file is whole), then for each layer the
/// inputs of Q, O, GATE and DOWN, at last the head's; each powers [columns] and factors, f32,
/// little-endian. A file of this process's own making; it is not read if its key is another.
public final class SensitivityFile {
  static final String EMBEDDING = "model.embed_tokens.weight";
  private static final String HEAD = "lm_head.weight";
  private static final Pattern IN_LAYER =
      Pattern.compile("model\\.layers\\.(\\d{1,4})\\.([a-z_.]+)\\.weight");
  private static final Projection[] INPUTS = {
    Projection.Q, Projection.O, Projection.GATE, Projection.DOWN
  };
  private static final int KEY = 72;

  private final Path file;
  private final ModelConfig config;
  private String key = "";
  private long lastAt = -1;
  private Optional<Sensitivity> last = Optional.empty();

  SensitivityFile(Path file, ModelConfig config) {
    this.file = file;
    this.config = config;
  }

  /// Bytes that it takes for a model of this shape.
  static long size(ModelConfig config) {
    return KEY + config.layers() * layerBytes(config) + bytes(config.width());
  }

  /// The first projection with the same input.
  static Projection first(Projection projection) {
    return switch (projection) {
      case Q, K, V -> Projection.Q;
      case O -> Projection.O;
      case GATE, UP -> Projection.GATE;
      case DOWN -> Projection.DOWN;
    };
  }

  private static long bytes(int columns) {
    return 4 * (columns + Sensitivity.size(columns));
  }

  private static long layerBytes(ModelConfig config) {
    return Arrays.stream(INPUTS).mapToLong(input -> bytes(input.columns(config))).sum();
  }

  private long at(int layer, Projection projection) {
    long at = KEY + layer * layerBytes(config);
    for (Projection input : INPUTS) {
      if (input == first(projection)) {
        break;
      }
      at += bytes(input.columns(config));
    }
    return at;
  }

  private long headAt() {
    return KEY + config.layers() * layerBytes(config);
  }

  boolean isOf(String key) throws IOException {
    this.key = key;
    if (!Files.exists(file) || Files.size(file) != size(config)) {
      return false;
    }
    try (FileChannel in = FileChannel.open(file)) {
      byte[] found = new byte[key.length()];
      in.read(ByteBuffer.wrap(found), 0);
      return key.equals(new String(found, StandardCharsets.US_ASCII));
    }
  }

  /// What it is of.
  public String key() {
    return key;
  }

  void put(int layer, Projection projection, Sensitivity found) {
    put(at(layer, projection), found);
  }

  void putHead(Sensitivity found) {
    put(headAt(), found);
  }

  private void put(long at, Sensitivity found) {
    int columns = found.columns();
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(bytes(columns))).order(ByteOrder.LITTLE_ENDIAN);
    for (int column = 0; column < columns; column++) {
      bytes.putFloat(found.power(column));
    }
    bytes.asFloatBuffer().put(found.factors());
    write(bytes.rewind(), at);
  }

  /// Not whole from now on.
  void begin() throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.deleteIfExists(file);
  }

  /// All is there, on the disk, too.
  void seal() throws IOException {
    try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
      out.force(true);
    }
    write(ByteBuffer.wrap(key.getBytes(StandardCharsets.US_ASCII)), 0);
  }

  private void write(ByteBuffer bytes, long at) {
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (long to = at; bytes.hasRemaining(); ) {
        to += out.write(bytes, to);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What is known of a matrix's inputs, by its tensor's name; nothing of an embedding that is not
  /// the head. One thread at a time.
  public Optional<Sensitivity> of(String tensor) {
    Matcher inLayer = IN_LAYER.matcher(tensor);
    if (inLayer.matches()) {
      for (Projection projection : Projection.values()) {
        if (projection.path().equals(inLayer.group(2))) {
          int layer = Integer.parseInt(inLayer.group(1));
          return read(at(layer, projection), projection.columns(config));
        }
      }
    }
    return tensor.equals(config.tied() ? EMBEDDING : HEAD)
        ? read(headAt(), config.width())
        : Optional.empty();
  }

  private Optional<Sensitivity> read(long at, int columns) {
    if (at != lastAt) {
      ByteBuffer bytes =
          ByteBuffer.allocate(Math.toIntExact(bytes(columns))).order(ByteOrder.LITTLE_ENDIAN);
      try (FileChannel in = FileChannel.open(file)) {
        while (bytes.hasRemaining()) {
          if (in.read(bytes, at + bytes.position()) < 0) {
            throw new EOFException(file + " ends at " + (at + bytes.position()));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      float[] power = new float[columns];
      float[] factors = new float[Math.toIntExact(Sensitivity.size(columns))];
      bytes.rewind().asFloatBuffer().get(power).get(factors);
      last = Optional.of(new Sensitivity(power, factors));
      lastAt = at;
    }
    return last;
  }
}
