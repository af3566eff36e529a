// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.calibration;

import dev.hob.engine.bundle.BaseWeights;
import dev.hob.engine.bundle.Floats;
import dev.hob.engine.kernel.KernelPool;
import dev.hob.engine.kernel.PlainWeights;
import dev.hob.engine.kernel.Strip16;
import dev.hob.engine.kernel.Weights;
import dev.hob.forge.importing.source.ModelSource;
import dev.hob.forge.importing.source.SourceTensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The matrices of a downloaded model in bf16, a layer at a time: those of a layer are gone when
/// one of another layer is asked for.
final class SourceTensors implements BaseWeights.Tensors, AutoCloseable {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final ModelSource source;
  private final KernelPool pool;
  private String layer = "";
  private Arena memory;

  @SuppressWarnings("MustBeClosedChecker") // closed with this object, or for the next layer
  SourceTensors(ModelSource source, KernelPool pool) {
    this.source = source;
    this.pool = pool;
    memory = Arena.ofShared();
  }

  @Override
  @SuppressWarnings("MustBeClosedChecker") // as above
  public Weights matrix(String name, int rows, int columns) {
    String own = name.substring(0, name.indexOf('.', "model.layers.".length()));
    if (!own.equals(layer)) {
      memory.close();
      memory = Arena.ofShared();
      layer = own;
    }
    SourceTensor tensor = source.tensor(name);
    PlainWeights.Type type = PlainWeights.Type.BF16;
    MemorySegment into = memory.allocate((long) rows * columns * type.bytes(), 64);
    pool.run(Strip16.strips(rows), (strip, _) -> put(tensor, strip, into));
    tensor.unload();
    return new PlainWeights(rows, columns, type, into);
  }

  private static void put(SourceTensor tensor, int strip, MemorySegment into) {
    int columns = tensor.columns();
    int count = Math.min(Strip16.ROWS, tensor.rows() - strip * Strip16.ROWS);
    float[] values = new float[count * columns];
    tensor.read(strip * Strip16.ROWS, count, values, 0);
    short[] out = new short[values.length];
    for (int i = 0; i < values.length; i++) {
      out[i] = Floats.bf16(values[i]);
    }
    MemorySegment.copy(out, 0, into, SHORT, 2L * strip * Strip16.ROWS * columns, out.length);
  }

  @Override
  public float[] vector(String name, int length) {
    float[] values = new float[length];
    SourceTensor tensor = source.tensor(name);
    if (tensor.columns() == length) {
      tensor.read(0, 1, values, 0);
    } else {
      tensor.read(0, length, values, 0);
    }
    return values;
  }

  /// The rows of some tokens in a matrix of the vocabulary, in the order given.
  static PlainWeights rows(SourceTensor tensor, int[] tokens, Arena memory) {
    int columns = tensor.columns();
    MemorySegment into = memory.allocate(4L * tokens.length * columns, 64);
    float[] row = new float[columns];
    for (int i = 0; i < tokens.length; i++) {
      tensor.read(tokens[i], 1, row, 0);
      MemorySegment.copy(row, 0, into, FLOAT, 4L * i * columns, columns);
    }
    tensor.unload();
    return new PlainWeights(tokens.length, columns, PlainWeights.Type.F32, into);
  }

  @Override
  public void close() {
    memory.close();
  }
}
