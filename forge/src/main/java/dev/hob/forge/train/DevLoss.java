// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.train;

import ai.djl.ndarray.NDManager;
import dev.hob.forge.model.ModelConfig;
import dev.hob.forge.model.ReferenceGreedy;
import dev.hob.forge.model.WeightSource;
import dev.hob.forge.shard.Example;
import dev.hob.forge.shard.ExampleSource;
import dev.hob.forge.tokenizer.BpeTokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Losses and samples on fixed examples that training does not see.
public final class DevLoss {
  private static final int SAMPLE_TOKENS = 24;
  private static final int LONGEST_PROMPT = 200;
  private static final int LOOKED_AT = 400;
  private static final int MOST_SAMPLES = 8;

  private final NDManager manager;
  private final BpeTokenizer tokenizer;
  private final List<Batch> batches = new ArrayList<>();
  private final Map<String, int[]> prompts = new LinkedHashMap<>();
  private final int rowsAtOnce;

  /// Takes the examples.
  ///
  /// @param source development examples
  /// @param batchCount how many batches of the training's size
  public DevLoss(
      NDManager manager,
      BpeTokenizer tokenizer,
      ExampleSource source,
      TrainOptions options,
      int batchCount) {
    this.manager = manager;
    this.tokenizer = tokenizer;
    this.rowsAtOnce = options.rowsAtOnce();
    Packer packer = new Packer(source, options.rows(), options.length());
    Cursor cursor = Cursor.START;
    for (int i = 0; i < batchCount; i++) {
      Packer.Packed packed = packer.pack(cursor);
      batches.add(packed.batch());
      cursor = packed.next();
    }
    takePrompts(source);
  }

  /// The first example of each family gives a prompt: what stands before its answer, or the
  /// beginning of a text.
  private void takePrompts(ExampleSource source) {
    int out = tokenizer.special("out");
    for (long i = 0; i < LOOKED_AT; i++) {
      Example example = source.at(i);
      int[] tokens = example.tokens();
      int end = Math.min(12, tokens.length);
      for (int k = 0; k < tokens.length; k++) {
        end = tokens[k] == out ? k + 1 : end;
      }
      if (end < LONGEST_PROMPT && prompts.size() < MOST_SAMPLES) {
        prompts.putIfAbsent(example.family(), Arrays.copyOf(tokens, end));
      }
    }
  }

  /// Losses of all the batches.
  public Losses measure(ModelConfig config, WeightSource weights) {
    BaseStep step = new BaseStep(manager, config, weights, new BaseStep.Options(rowsAtOnce, false));
    Losses losses = new Losses();
    batches.forEach(batch -> losses.add(step.measure(batch)));
    return losses;
  }

  /// What the model says to the prompt of each family: prompt, an arrow, the greedy answer.
  public List<String> samples(ModelConfig config, WeightSource weights) {
    ReferenceGreedy greedy = new ReferenceGreedy(manager, config, weights);
    List<String> samples = new ArrayList<>();
    prompts.forEach((family, prompt) -> {
      int[] answer = greedy.continueFrom(prompt, SAMPLE_TOKENS, tokenizer.special("eos"));
      samples.add(family + ": " + tokenizer.decode(prompt) + " → " + tokenizer.decode(answer));
    });
    return samples;
  }
}
