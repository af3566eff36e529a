// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.shard;

import dev.hob.forge.corpus.Corpus;
import dev.hob.forge.corpus.CorpusException;
import dev.hob.forge.corpus.Overlap;
import dev.hob.forge.corpus.Texts;
import dev.hob.forge.generate.Generators;
import dev.hob.forge.generate.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// All that a model is trained on, by name. Families are read when first asked for; the rest of the
/// folder stays unread. Safe for several threads.
///
/// | family | of |
/// | --- | --- |
/// | `prose-web`, `prose-talk`, `prose-novels` | running text |
/// | `dialogue-chat`, `dialogue-task`, `dialogue-meetings` | talk, one `name: text` line a turn |
/// | `drills` | copying exercises, endless |
/// | those of [Generators#families] | task examples, endless |
public final class Sources {
  /// Families of running text.
  public static final List<String> TEXTS =
      List.of(
          "prose-web",
          "prose-talk",
          "prose-novels",
          "dialogue-chat",
          "dialogue-task",
          "dialogue-meetings");

  private final Corpus corpus;
  private final TextEncoder encoder;
  private final SourceOptions options;
  private final Overlap held;
  private final Generators generators;
  private final Map<String, Texts> texts = new HashMap<>();
  private final List<String> absent = new ArrayList<>();

  private Sources(Corpus corpus, TextEncoder encoder, SourceOptions options) {
    this.corpus = corpus;
    this.encoder = encoder;
    this.options = options;
    this.held = Overlap.of(corpus.devFolder());
    this.generators =
        new Generators(
            corpus,
            new Generators.Options(
                options.seed(),
                options.split() == SourceOptions.Split.DEV,
                Math.min(1, options.textShare() * 2),
                held));
    for (String family : TEXTS) {
      if (!corpus.has(family)) {
        absent.add(family);
      }
    }
  }

  /// Opens a data folder.
  ///
  /// @throws CorpusException it is no folder, or lacks the texts and lists the generators need
  public static Sources open(Path dataFolder, TextEncoder encoder, SourceOptions options) {
    return new Sources(new Corpus(dataFolder), encoder, options);
  }

  /// Families of running text that the folder does not have; their share goes to the others.
  public List<String> absent() {
    return List.copyOf(absent);
  }

  /// All families that can be asked for.
  public List<String> families() {
    List<String> families = new ArrayList<>(TEXTS);
    families.removeAll(absent);
    families.add("drills");
    families.addAll(generators.families());
    return families;
  }

  /// One family; of a task, the prompt weighs `promptWeight` and the answer 1.
  ///
  /// @throws IllegalArgumentException there is no family of that name here
  public ExampleSource family(String name, float promptWeight) {
    if (!families().contains(name)) {
      throw new IllegalArgumentException(
          "no training family \"" + name + "\"; there are " + families());
    }
    if (TEXTS.contains(name)) {
      return text(name);
    }
    return new TaskSource(generators.tasks(name), encoder, options.maxTokens(), promptWeight);
  }

  /// Every family by name.
  public SortedMap<String, ExampleSource> byName(float promptWeight) {
    SortedMap<String, ExampleSource> sources = new TreeMap<>();
    families().forEach(family -> sources.put(family, family(family, promptWeight)));
    return sources;
  }

  /// Documents and UTF-8 bytes of each family of running text, development rows left out.
  public SortedMap<String, String> textCounts() {
    SortedMap<String, String> counts = new TreeMap<>();
    for (String family : TEXTS) {
      if (!absent.contains(family)) {
        Texts read = texts(family);
        counts.put(family, read.size() + " documents, " + read.bytes() + " bytes");
      }
    }
    return counts;
  }

  /// The tasks behind a family, before they become tokens.
  public Task.Source tasks(String family) {
    return generators.tasks(family);
  }

  private ExampleSource text(String family) {
    return new ProseSource(family, texts(family), encoder, options.maxTokens(), options.seed());
  }

  private synchronized Texts texts(String family) {
    return texts.computeIfAbsent(
        family,
        name -> {
          boolean dev = options.split() == SourceOptions.Split.DEV;
          double share = dev ? 1 : options.textShare();
          Texts read = Texts.read(corpus, List.of(name), share, dev, held);
          if (read.size() == 0) {
            throw new CorpusException(corpus.folder(), name + " holds no text", null);
          }
          return read;
        });
  }

  /// The mixture of a stage; families that are absent leave their share to the others.
  public ExampleSource stage(Stage stage) {
    Map<ExampleSource, Double> shares = new LinkedHashMap<>();
    stage
        .shares()
        .forEach((family, share) -> {
          if (families().contains(family)) {
            shares.put(family(family, stage.promptWeight()), share);
          }
        });
    return new MixedSource(shares, options.seed() ^ stage.name().hashCode());
  }

  /// What an adapter is trained on: its role's families, 5 % drills and 5 % of other roles (so that
  /// it stays a model of the same form), answers alone.
  ///
  /// @param role `summarize` (digests and texts) or one of the families of the same name
  public ExampleSource adapter(String role) {
    Map<String, Double> shares = roleShares(role);
    shares.put("drills", 0.05);
    List<String> others =
        generators.families().stream().filter(f -> !shares.containsKey(f)).toList();
    others.forEach(f -> shares.put(f, 0.05 / others.size()));
    Map<ExampleSource, Double> sources = new LinkedHashMap<>();
    shares.forEach((family, share) -> sources.put(family(family, 0), share));
    return new MixedSource(sources, options.seed() ^ role.hashCode());
  }

  private Map<String, Double> roleShares(String role) {
    Map<String, Double> shares = new LinkedHashMap<>();
    if (role.equals("summarize")) {
      shares.put("digest", 0.6);
      shares.put("text", 0.3);
    } else if (generators.families().contains(role)) {
      shares.put(role, 0.9);
    } else {
      throw new IllegalArgumentException("no training families for role " + role);
    }
    return shares;
  }
}
