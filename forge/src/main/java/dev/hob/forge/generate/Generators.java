// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import dev.hob.features.prompt.ConciseSentence;
import dev.hob.features.prompt.Marks;
import dev.hob.features.prompt.NativeAnswers;
import dev.hob.features.prompt.NativePrompt;
import dev.hob.features.prompt.NativePrompts;
import dev.hob.forge.corpus.CleanText;
import dev.hob.forge.corpus.Corpus;
import dev.hob.forge.corpus.Echoes;
import dev.hob.forge.corpus.Language;
import dev.hob.forge.corpus.Lists;
import dev.hob.forge.corpus.Overlap;
import dev.hob.forge.corpus.WordCounts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// All task generators over one data folder, by family. What a family reads is read when it is
/// first asked for. Safe for several threads.
public final class Generators {
  /// Longest sentence that is proofread, in words.
  private static final int LONGEST = 36;

  /// No short form, no cry, no loose word.
  private static final Pattern CARELESS =
      Pattern.compile(
          "(?i).*(!|n't\\b|'(re|ll|ve|m|d)\\b|\\b(it|that|there|he|she|let|what|where|who)'s\\b"
              + "|\\b(kinda|sorta|okay|ok|cool|awesome|guys|stuff|gonna|wanna|gotta|yeah|yep|nope|oh|wow"
              + "|hey|lol|haha|super|totally|kids|a bunch of|tons of|loads of|pretty much)\\b).*");

  private final Corpus corpus;
  private final Options options;
  private final long seed;
  private final Lazy<CleanText> text;
  private final Lazy<Lists> lists;
  private final Lazy<Language> language;
  private final Lazy<Values> values;
  private final Lazy<Batches> batches;
  private final Lazy<List<String>> sentences;
  private final Lazy<List<String>> talk;
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
    values = new Lazy<>(this::makeValues);
    batches = new Lazy<>(this::makeBatches);
    sentences = new Lazy<>(this::shortSentences);
    talk = new Lazy<>(() -> TalkSentences.read(corpus, options.held(), options.dev()));
    family("drills", () -> new Drills(seed, pool()), "prose-web", "lists-entities");
    family("digest", () -> new DigestTasks(seed, batches.get(), prompts.get()), "lists-entities");
    family("prioritize", this::priorities, "lists-entities");
    family("text", this::texts, "lists-entities", "summarize-articles");
    family("proofread", this::proofread, "prose-web", "lists-language");
    family("concise", this::concise, "prose-web", "lists-language");
    family("professional", this::professional, "prose-web", "dialogue-task");
    family("friendly", this::friendly, "prose-web", "dialogue-task");
    family("act", this::actions, "lists-entities");
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
    return new Batches(
        seed, EventGrammar.read(), Batches.REAL_TEXTS_FIRST, values.get(), options.dev());
  }

  private Values makeValues() {
    return new Values(lists.get(), Snippets.read(corpus, options.held(), options.dev()));
  }

  /// All events and the templates of the folder, each drawn by the number of its styles: no kind of
  /// notification drowns the others.
  private Task.Source priorities() {
    List<EventGrammar.Event> events = new ArrayList<>(EventGrammar.read().events());
    events.addAll(EventGrammar.readForPriorities().events());
    events.addAll(HandTemplates.read(corpus));
    Echoes echoes = Echoes.of(corpus.devFolder());
    events.replaceAll(
        event -> event.without(form -> echoes.in(form.summary() + " | " + form.body())));
    Batches drawn =
        new Batches(
            seed,
            new EventGrammar(events),
            event -> 1 + event.styles().size() / 3,
            values.get(),
            options.dev());
    return new PriorityTasks(drawn, prompts.get());
  }

  private List<String> shortSentences() {
    return text.get().sentences().stream()
        .filter(s -> s.split(" ", -1).length <= LONGEST)
        .filter(s -> (Dice.of(1, s, 0).below(20) == 0) == options.dev())
        .toList();
  }

  private Task.Source actions() {
    Map<ActScene.Source, Integer> sources = new LinkedHashMap<>();
    Echoes echoes = Echoes.of(corpus.devFolder());
    ActionGrammar grammar = ActionGrammar.read().without(line -> echoes.in(line.text()));
    sources.put(new DesktopScenes(grammar, values.get(), options.dev()), 65);
    if (corpus.has("act-catalogues") && corpus.has("act-calls")) {
      sources.put(new ServiceScenes("act-calls", corpus, options.held(), options.dev()), 22);
    }
    if (corpus.has("act-catalogues") && corpus.has("act-intents")) {
      sources.put(new ServiceScenes("act-intents", corpus, options.held(), options.dev()), 18);
    }
    return new ActTasks(seed, prompts.get(), sources);
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

  private Task.Source concise() {
    Set<String> lemmas = new HashSet<>();
    Set<String> thirds = new HashSet<>();
    Set<String> participles = new HashSet<>();
    for (Language.Verb verb : language.get().verbs()) {
      lemmas.add(verb.lemma());
      thirds.add(verb.third());
      participles.add(verb.pastParticiple());
    }
    List<String> targets = new ArrayList<>(sentences.get());
    targets.addAll(talk.get());
    Inflation inflation = new Inflation(lemmas, thirds, participles);
    targets.removeIf(inflation::hasFiller);
    return new ToneTasks(
        seed,
        NativePrompts.CONCISE,
        ToneTasks.Pool.of(targets, _ -> true),
        inflation,
        this::conciseTask);
  }

  /// The wanted words as they stand in the source; empty where a word that must stay would go.
  private Optional<Task> conciseTask(
      int strength, String template, String source, Optional<String> target) {
    ConciseSentence sentence = prompts.get().concise(source);
    Optional<String> left = target.flatMap(sentence::selection).map(sentence::words);
    return target.isPresent() && left.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Rendered.task(
                NativePrompts.CONCISE,
                template,
                prompts.get().tone(NativePrompts.CONCISE, strength, source),
                NativeAnswers.tone(left, Marks.NONE)));
  }

  /// Careful sentences: no short forms, no cries, no loose words.
  private Task.Source professional() {
    List<String> targets = new ArrayList<>(talk.get());
    targets.addAll(sentences.get());
    targets.removeIf(s -> CARELESS.matcher(s).matches());
    ToneTasks.Pool pool = ToneTasks.Pool.of(targets, _ -> true);
    return tone(NativePrompts.PROFESSIONAL, pool, new Loosening());
  }

  private Task.Source friendly() {
    List<String> targets = new ArrayList<>(talk.get());
    targets.addAll(
        sentences.get().subList(0, Math.min(sentences.get().size(), targets.size() / 4)));
    ToneTasks.Pool pool = ToneTasks.Pool.of(targets, Stiffening::isWarm);
    return tone(NativePrompts.FRIENDLY, pool, new Stiffening());
  }

  private Task.Source tone(String role, ToneTasks.Pool pool, TonePair.Source pairs) {
    return new ToneTasks(
        seed,
        role,
        pool,
        pairs,
        (strength, template, source, target) -> {
          NativePrompt prompt = prompts.get().tone(role, strength, source);
          return Optional.of(
              Rendered.task(role, template, prompt, NativeAnswers.tone(target, prompt.marks())));
        });
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
