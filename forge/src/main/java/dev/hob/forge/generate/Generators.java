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
import java.util.function.Supplier;

/// All task generators over one data folder, by family. What a family reads is read when it is
/// first asked for. Safe for several threads.
public final class Generators {
  /// Longest sentence that is proofread, in words.
  private static final int LONGEST = 36;

  private final Corpus corpus;
  private final Options options;
  private final long seed;
  private final Lazy<CleanText> text;
  private final Lazy<Lists> lists;
  private final Lazy<Language> language;
  private final Lazy<Batches> batches;
  private final Lazy<List<String>> sentences;
  private final Lazy<NativePrompts> prompts = new Lazy<>(NativePrompts::standard);
  private final Map<String, Lazy<Task.Source>> families = new LinkedHashMap<>();

  /// What all generators share.
  ///
  /// @param seed everything random follows from it
  /// @param dev use the development templates instead of the training ones
  /// @param textShare part of the running text that is searched for clean sentences, above 0 to 1
  /// @param held text that must not be trained on
  public record Options(long seed, boolean dev, double textShare, Overlap held) {}

  /// Generators of the folder, for the families whose data stand in it.
  public Generators(Corpus corpus, Options options) {
    this.corpus = corpus;
    this.options = options;
    seed = options.dev() ? ~options.seed() : options.seed();
    text = new Lazy<>(() -> CleanText.read(corpus, options.textShare(), options.held()));
    lists = new Lazy<>(() -> Lists.read(corpus));
    language = new Lazy<>(() -> Language.read(corpus, text.get().counts()));
    batches = new Lazy<>(this::makeBatches);
    sentences = new Lazy<>(this::shortSentences);
    family("drills", () -> new Drills(seed, pool()), "prose-web", "lists-entities");
    family("digest", () -> new DigestTasks(seed, batches.get(), prompts.get()), "lists-entities");
    family("prioritize", () -> new PriorityTasks(batches.get(), prompts.get()), "lists-entities");
    family("text", this::texts, "lists-entities", "summarize-articles");
    family("proofread", this::proofread, "prose-web", "lists-language");
    family(
        "concise",
        () -> new ConciseTasks(seed, sentences.get(), language.get()),
        "prose-web",
        "lists-language");
    family(
        "act",
        () -> new ActTasks(seed, corpus, options.held(), options.dev()),
        "act-catalogues",
        "act-intents");
  }

  private void family(String name, Supplier<Task.Source> maker, String... sets) {
    for (String set : sets) {
      if (!corpus.has(set)) {
        return;
      }
    }
    families.put(name, new Lazy<>(maker));
  }

  private WordPool pool() {
    List<String> names = new ArrayList<>(lists.get().items("humans/firstNames", "[A-Z][a-z]+"));
    names.addAll(lists.get().items("humans/lastNames", "[A-Z][a-z]+"));
    List<String> words =
        text.get().counts().top(12_000, 3).stream().map(WordCounts.Counted::word).toList();
    return new WordPool(words, names, text.get().sentences());
  }

  private Batches makeBatches() {
    Values values = new Values(lists.get(), Snippets.read(corpus, options.held(), options.dev()));
    return new Batches(seed, EventGrammar.read(), values, options.dev());
  }

  private List<String> shortSentences() {
    return text.get().sentences().stream()
        .filter(s -> s.split(" ", -1).length <= LONGEST)
        .filter(s -> (Dice.of(1, s, 0).below(20) == 0) == options.dev())
        .toList();
  }

  private Task.Source texts() {
    return new TextTasks(seed, batches.get(), prompts.get(), corpus, options.held(), options.dev());
  }

  private Task.Source proofread() {
    return new ProofreadTasks(
        seed,
        sentences.get(),
        RealEdits.read(corpus, options.held(), options.dev()),
        new Corruption(language.get(), text.get().counts()),
        prompts.get());
  }

  /// Families of task examples that can be made here, `drills` left out.
  public List<String> families() {
    return families.keySet().stream().filter(f -> !f.equals("drills")).toList();
  }

  /// The tasks of a family or the `drills`.
  ///
  /// @throws IllegalArgumentException there is no such family here
  public Task.Source tasks(String family) {
    Lazy<Task.Source> tasks = families.get(family);
    if (tasks == null) {
      throw new IllegalArgumentException("no tasks for " + family + "; there are " + families());
    }
    return tasks.get();
  }
}
