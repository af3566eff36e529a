// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.model;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/// A start for training in which copying works before the first step.
///
/// Everything Hob asks of a base is a copy of something in the prompt, and a small model finds out
/// how to look up "what followed this word the last time" late: 4 million tokens had not brought
/// it. The known circuit (an induction head, Olsson et al. 2022) is so simple that it can be
/// written down, as initial values only; training then changes all of it as it likes. Mimicking
/// trained attention in the initial values is Trockman and Kolter's idea (2023).
///
/// | where | what is set |
/// | --- | --- |
/// | embedding | N(0, 0.06), one dimension constant, `code` dimensions empty |
/// | layer 0, first KV head | keys and queries read only the constant; rotary angles turned by one step make each token look at the token before; a random projection of that token goes to the empty dimensions |
/// | layer 1, all heads | queries: the same projection of the token itself, keys: the empty dimensions, both in the slow rotary pairs, so that place hardly counts; values: a slice of the embedding for each KV head, written back to where it came from |
/// | all else | N(0, 0.02); matrices that write into the residual stream zero |
///
/// A token thus looks at the tokens that followed itself earlier and adds their embedding to its
/// own prediction. Measured on shape S without training: 0.4 nats on the second saying of random
/// ids (9.0 from plain values), 1.9 on that of real text.
public final class CopyStart {
  private static final double INIT = 0.02;

  /// Above the usual 0.02: the right token's logit must stand out among thousands.
  private static final double EMBEDDING = 0.06;

  /// The constant dimension, in norms of a row's other part.
  private static final double CONSTANT = 0.7;

  /// Entries of structured matrices; queries and keys are normalized, so that only the pace at
  /// which training can change them depends on it.
  private static final double ENTRY = 0.2;

  /// Weights of the query and key norms on the pairs in use: how sharply a head looks.
  private static final float SHARP = 2.2f;

  /// How many times over the copied token is added to the residual stream.
  private static final double GAIN = 6;

  /// Fast rotary pairs that tell one step from none or two.
  private static final int STEP_PAIRS = 6;

  private static final int LARGEST_CODE = 28;

  private final ModelConfig config;
  private final Map<String, float[]> values = new LinkedHashMap<>();
  private final int code;
  private final int constant;

  /// `projection[c]` = what code dimension c reads of an embedding.
  private final double[][] projection;

  private CopyStart(ModelConfig config, long seed) {
    this.config = config;
    code = Math.min(LARGEST_CODE, Math.min(config.headDim() / 2, config.hidden() / 8) / 2 * 2);
    constant = config.hidden() - code - 1;
    SplittableRandom seeds = new SplittableRandom(seed);
    TensorNames.shapes(config)
        .forEach((name, shape) -> values.put(name, initial(name, shape, seeds.split())));
    SplittableRandom random = seeds.split();
    projection = new double[code][constant];
    for (double[] row : projection) {
      for (int i = 0; i < row.length; i++) {
        row[i] = random.nextGaussian() / Math.sqrt(constant);
      }
    }
  }

  /// All tensors of a shape; equal seeds give equal values.
  ///
  /// @throws IllegalArgumentException the shape has fewer than two layers or a width under 64
  public static Map<String, TensorFile.Tensor> tensors(ModelConfig config, long seed) {
    if (config.layers() < 2 || config.hidden() < 64 || config.headDim() < 2 * STEP_PAIRS) {
      throw new IllegalArgumentException("no room for a copying circuit in " + config);
    }
    CopyStart start = new CopyStart(config, seed);
    start.embedding();
    start.lookBack();
    start.match();
    Map<String, TensorFile.Tensor> tensors = new LinkedHashMap<>();
    TensorNames.shapes(config)
        .forEach((name, shape) -> tensors.put(name, new TensorFile.Tensor(shape, start.get(name))));
    return tensors;
  }

  private static float[] initial(String name, long[] shape, SplittableRandom random) {
    float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    boolean zero = name.endsWith("o_proj.weight") || name.endsWith("down_proj.weight");
    double deviation = name.equals(TensorNames.EMBEDDING) ? EMBEDDING : INIT;
    for (int i = 0; i < values.length && !zero; i++) {
      values[i] = shape.length == 1 ? 1 : (float) (deviation * random.nextGaussian());
    }
    return values;
  }

  private float[] get(String name) {
    float[] found = values.get(name);
    if (found == null) {
      throw new IllegalStateException("no tensor " + name);
    }
    return found;
  }

  private void embedding() {
    float[] rows = get(TensorNames.EMBEDDING);
    float level = (float) (CONSTANT * EMBEDDING * Math.sqrt(config.hidden()));
    for (int token = 0; token < config.vocabulary(); token++) {
      int row = token * config.hidden();
      rows[row + constant] = level;
      Arrays.fill(rows, row + constant + 1, row + config.hidden(), 0);
    }
  }

  /// Layer 0: the query heads of the first KV head look one token back.
  private void lookBack() {
    int half = config.headDim() / 2;
    int heads = config.heads() / config.kvHeads();
    clear(0, "q_proj", 0, heads * config.headDim());
    clear(0, "k_proj", 0, config.headDim());
    clear(0, "v_proj", 0, config.headDim());
    for (int pair = 0; pair < STEP_PAIRS; pair++) {
      double angle = Math.pow(ModelConfig.ROPE_THETA, -2.0 * pair / config.headDim());
      set(0, "k_proj", pair, constant, ENTRY);
      for (int head = 0; head < heads; head++) {
        int row = head * config.headDim() + pair;
        set(0, "q_proj", row, constant, ENTRY * Math.cos(angle));
        set(0, "q_proj", row + half, constant, -ENTRY * Math.sin(angle));
      }
      sharpen(0, pair);
    }
    for (int c = 0; c < code; c++) {
      for (int i = 0; i < constant; i++) {
        set(0, "v_proj", c, i, ENTRY * projection[c][i]);
      }
      for (int head = 0; head < heads; head++) {
        set(0, "o_proj", constant + 1 + c, head * config.headDim() + c, EMBEDDING / ENTRY / heads);
      }
    }
  }

  /// Layer 1: every head looks for the token before in what the tokens are.
  private void match() {
    int dim = config.headDim();
    int heads = config.heads() / config.kvHeads();
    int firstPair = dim / 2 - code / 2;
    clear(1, "q_proj", 0, config.heads() * dim);
    clear(1, "k_proj", 0, config.kvHeads() * dim);
    clear(1, "v_proj", 0, config.kvHeads() * dim);
    for (int c = 0; c < code; c++) {
      int place = firstPair + c / 2 + (c % 2) * (dim / 2);
      for (int head = 0; head < config.heads(); head++) {
        for (int i = 0; i < constant; i++) {
          set(1, "q_proj", head * dim + place, i, ENTRY * projection[c][i]);
        }
      }
      for (int kv = 0; kv < config.kvHeads(); kv++) {
        set(1, "k_proj", kv * dim + place, constant + 1 + c, ENTRY);
      }
    }
    for (int pair = firstPair; pair < dim / 2; pair++) {
      sharpen(1, pair);
    }
    for (int kv = 0; kv < config.kvHeads(); kv++) {
      for (int i = 0; i < dim && kv * dim + i < constant; i++) {
        int slice = kv * dim + i;
        set(1, "v_proj", kv * dim + i, slice, ENTRY);
        for (int head = kv * heads; head < (kv + 1) * heads; head++) {
          set(1, "o_proj", slice, head * dim + i, GAIN * EMBEDDING / ENTRY / heads);
        }
      }
    }
  }

  private void sharpen(int layer, int pair) {
    for (String norm : new String[] {"self_attn.q_norm", "self_attn.k_norm"}) {
      float[] weights = get(TensorNames.norm(layer, norm));
      weights[pair] = SHARP;
      weights[pair + config.headDim() / 2] = SHARP;
    }
  }

  private void set(int layer, String matrix, int row, int column, double value) {
    int width = (int) TensorNames.matrixShape(config, matrix)[1];
    get(TensorNames.matrix(layer, matrix))[row * width + column] = (float) value;
  }

  private void clear(int layer, String matrix, int fromRow, int toRow) {
    int width = (int) TensorNames.matrixShape(config, matrix)[1];
    Arrays.fill(get(TensorNames.matrix(layer, matrix)), fromRow * width, toRow * width, 0);
  }
}
