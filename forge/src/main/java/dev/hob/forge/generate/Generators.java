// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import dev.hob.features.prompt.NativePrompts;
import dev.hob.forge.corpus.CleanText;
import dev.hob.forge.corpus.Corpus;
import dev.hob.forge.corpus.Language;
import dev.hob.forge.corpus.Lists;
import dev.hob.forge.corpus.Overlap;
import dev.hob.forge.corpus.WordCounts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// All task generators over one data folder, by family.
public final class Generators {
  private final Map<String, Task.Source> families = new LinkedHashMap<>();

  /// What all generators share.
  ///
  /// @param seed everything random follows from it
  /// @param dev use the development templates instead of the training ones
  /// @param held text that must not be trained on
  public record Options(long seed, boolean dev, Overlap held) {}

  private Generators() {}

  /// Makes the generators whose data stand in the folder.
  public static Generators open(CleanText text, Corpus corpus, Lists lists, Options options) {
    Generators made = new Generators();
    long seed = options.dev() ? ~options.seed() : options.seed();
    List<String> names = new ArrayList<>(lists.items("humans/firstNames", "[A-Z][a-z]+"));
    names.addAll(lists.items("humans/lastNames", "[A-Z][a-z]+"));
    List<String> words =
        text.counts().top(12_000, 3).stream().map(WordCounts.Counted::word).toList();
    WordPool pool = new WordPool(words, names, text.sentences());
    made.families.put("drills", new Drills(seed, pool));
    Values values = new Values(lists, Snippets.read(corpus, options.held(), options.dev()));
    NativePrompts prompts = NativePrompts.standard();
    Batches batches = new Batches(seed, EventGrammar.read(), values, options.dev());
    made.families.put("digest", new DigestTasks(seed, batches, prompts));
    made.families.put("prioritize", new PriorityTasks(batches, prompts));
    Language language = Language.read(corpus, text.counts());
    List<String> short36 =
        text.sentences().stream()
            .filter(s -> s.split(" ", -1).length <= 36)
            .filter(s -> (Dice.of(1, s, 0).below(20) == 0) == options.dev())
            .toList();
    made.families.put(
        "proofread",
        new ProofreadTasks(
            seed,
            short36,
            RealEdits.read(corpus, options.held(), options.dev()),
            new Corruption(language, text.counts()),
            prompts));
    return made;
  }

  /// Families of task examples that can be made here, `drills` left out.
  public List<String> families() {
    return families.keySet().stream().filter(f -> !f.equals("drills")).toList();
  }

  /// The tasks of a family or the `drills`.
  ///
  /// @throws IllegalArgumentException there is no such family here
  public Task.Source tasks(String family) {
    Task.Source tasks = families.get(family);
    if (tasks == null) {
      throw new IllegalArgumentException("no tasks for " + family + "; there are " + families());
    }
    return tasks;
  }
}
