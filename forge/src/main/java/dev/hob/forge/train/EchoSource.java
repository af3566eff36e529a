// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.train;

import dev.hob.forge.shard.Example;
import dev.hob.forge.shard.ExampleSource;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Strings said twice, in place of a part of a source's running text or drills: half of them that
/// text, half of them random ids.
///
/// Every token of the second saying can be copied from the first. That is the strongest signal
/// towards looking up what followed earlier, which all of Hob's tasks rest on. The circuit for it
/// appears within a few hundred steps where few different ids occur and only late where all do;
/// hence the random strings draw from alphabets of 32 ids up to all of them, the small ones being
/// part of the large ones.
public final class EchoSource implements ExampleSource {
  private static final int SHORTEST = 16;
  private static final int SMALLEST_ALPHABET = 32;
  private static final int LONGEST_RANDOM = 64;
  private static final float TEXT_FIRST = 0.3f;
  private static final float RANDOM_FIRST = 0.01f;

  /// How much is said twice.
  ///
  /// @param share of the examples that may be replaced, 0 to 1
  /// @param longest tokens of an echo, both sayings together
  /// @param seed chooses the examples and their ids
  /// @param replaced beginnings of the families that may be replaced
  public record Options(double share, int longest, long seed, List<String> replaced) {}

  private final ExampleSource source;
  private final Options options;
  private final int[] alphabet;

  /// A source with echoes.
  ///
  /// @param firstId smallest id of a random string
  /// @param vocabulary number of ids
  public EchoSource(ExampleSource source, Options options, int firstId, int vocabulary) {
    this.source = source;
    this.options = options;
    this.alphabet = shuffled(firstId, vocabulary, new SplittableRandom(options.seed));
  }

  @Override
  public Example at(long index) {
    Example example = source.at(index);
    boolean text = options.replaced.stream().anyMatch(example.family()::startsWith);
    SplittableRandom random = new SplittableRandom(options.seed ^ (index * 0x9E3779B97F4A7C15L));
    if (!text || example.tokens().length < SHORTEST || random.nextDouble() >= options.share) {
      return example;
    }
    if (random.nextBoolean()) {
      return random(random);
    }
    int most = Math.min(example.tokens().length - 1, (options.longest - 1) / 2);
    int size = random.nextInt(SHORTEST / 2, most + 1);
    int[] said = Arrays.copyOfRange(example.tokens(), 1, 1 + size);
    return twice(example.tokens()[0], said, TEXT_FIRST, "echo");
  }

  private Example random(SplittableRandom random) {
    double octaves = Math.log((double) alphabet.length / SMALLEST_ALPHABET);
    int letters = (int) (SMALLEST_ALPHABET * Math.exp(random.nextDouble() * octaves));
    int[] said = new int[random.nextInt(SHORTEST / 2, LONGEST_RANDOM)];
    for (int i = 0; i < said.length; i++) {
      said[i] = alphabet[random.nextInt(letters)];
    }
    String family = letters < 512 ? "echo-few" : "echo-many";
    return twice(alphabet[random.nextInt(letters)], said, RANDOM_FIRST, family);
  }

  /// A first token once, then the string twice.
  private static Example twice(int first, int[] said, float firstWeight, String family) {
    int[] tokens = new int[1 + 2 * said.length];
    float[] weights = new float[tokens.length];
    tokens[0] = first;
    System.arraycopy(said, 0, tokens, 1, said.length);
    System.arraycopy(said, 0, tokens, 1 + said.length, said.length);
    Arrays.fill(weights, 0, 1 + said.length, firstWeight);
    // Where the second saying begins cannot be known.
    Arrays.fill(weights, 2 + said.length, weights.length, 1);
    return new Example(tokens, weights, family);
  }

  private static int[] shuffled(int first, int end, SplittableRandom random) {
    int[] ids = new int[end - first];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = first + i;
    }
    for (int i = ids.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int kept = ids[i];
      ids[i] = ids[other];
      ids[other] = kept;
    }
    return ids;
  }
}
