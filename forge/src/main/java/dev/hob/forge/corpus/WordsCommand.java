// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.corpus;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.zip.GZIPOutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `hob forge words`: makes the word lists that proofreading and fact finding read.
///
/// | file | a line |
/// | --- | --- |
/// | `helper/words.txt.gz` | word, tab, count; commonest first |
/// | `helper/misspellings.txt.gz` | wrong, tab, right words with commas between; by wrong word |
/// | `helper/confusions.txt` | words that writers mix up, spaces or slashes between, tab, note |
/// | `helper/verbs.txt.gz` | lemma, third person, past, past participle, present participle; tabs |
/// | `fact/common-words.txt` | a word; commonest first |
@Command(name = "words", description = "Makes the word lists of the deterministic helpers.")
public final class WordsCommand implements Callable<Integer> {
  private static final List<String> PROSE =
      List.of("prose-web", "prose-talk", "prose-novels", "summarize-articles");
  private static final int LISTED = 40_000;
  private static final int COMMON = 10_000;

  /// A word seen less often may be a slip of one writer.
  private static final int LEAST = 4;

  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      required = true,
      defaultValue = "${env:HOB_DATA}",
      description = "Folder of training files (*.jsonl.xz); or HOB_DATA.")
  private Path data;

  @Option(names = "--out", required = true, description = "Folder that gets helper/ and fact/.")
  private Path out;

  @Override
  public Integer call() throws IOException {
    PrintWriter console = spec.commandLine().getOut();
    Corpus corpus = new Corpus(data);
    WordCounts counts = new WordCounts();
    for (String set : PROSE) {
      corpus.read(
          set,
          row -> {
            // Web forums and reviews are there for their ease, not for their spelling.
            if (!row.path("source").asText().startsWith("ewt")) {
              counts.add(row.has("input") ? row.get("input").asText() : Texts.text(row));
            }
          });
      console.println("counted " + set);
    }
    Language language = Language.read(corpus, counts);
    Map<String, List<String>> contractions = contractions(counts);
    List<WordCounts.Counted> words =
        counts.top(Integer.MAX_VALUE, LEAST).stream()
            .filter(word -> !language.misspellings().containsKey(word.word()))
            .filter(word -> !contractions.containsKey(word.word()))
            .limit(LISTED)
            .toList();
    Files.createDirectories(out.resolve("helper"));
    Files.createDirectories(out.resolve("fact"));
    report(console, zipped("helper/words.txt.gz", lines(words)));
    contractions.putAll(language.misspellings());
    report(console, zipped("helper/misspellings.txt.gz", misspellings(contractions, words)));
    report(console, zipped("helper/verbs.txt.gz", verbs(language, words)));
    report(console, plain("helper/confusions.txt", confusions(language)));
    report(
        console,
        plain(
            "fact/common-words.txt",
            words.stream().limit(COMMON).map(WordCounts.Counted::word).toList()));
    return 0;
  }

  private static List<String> lines(List<WordCounts.Counted> words) {
    return words.stream().map(word -> word.word() + "\t" + word.count()).toList();
  }

  /// Contractions written without their apostrophe (`dont`), where that is at most a twentieth as
  /// common as the right form: `were` and `its` are words of their own.
  private static Map<String, List<String>> contractions(WordCounts counts) {
    Map<String, List<String>> bare = new TreeMap<>();
    for (WordCounts.Counted word : counts.top(Integer.MAX_VALUE, LEAST)) {
      if (word.word().matches("[a-z]+('(re|ve|ll|d)|n't)")) {
        String without = word.word().replace("'", "");
        if (counts.count(without) * 20 <= word.count()) {
          bare.put(without, List.of(word.word()));
        }
      }
    }
    return bare;
  }

  /// Misspellings in the order of letters, right words commonest first; only one-word pairs of
  /// letters, and none whose wrong side is itself a listed word.
  private static List<String> misspellings(
      Map<String, List<String>> misspellings, List<WordCounts.Counted> words) {
    Set<String> known = new HashSet<>();
    words.forEach(word -> known.add(word.word()));
    List<String> lines = new ArrayList<>();
    new TreeMap<>(misspellings)
        .forEach((wrong, right) -> {
          if (wrong.matches("[a-z']+") && !known.contains(wrong)) {
            lines.add(wrong + "\t" + String.join(",", right));
          }
        });
    return lines;
  }

  private static List<String> verbs(Language language, List<WordCounts.Counted> words) {
    Set<String> known = new HashSet<>();
    words.forEach(word -> known.add(word.word()));
    return language.verbs().stream()
        .filter(verb -> known.contains(verb.lemma()))
        .map(verb -> String.join("\t", verb.forms()))
        .toList();
  }

  private static List<String> confusions(Language language) {
    return language.confusions().stream()
        .map(set -> String.join("/", set.words()) + "\t" + set.note())
        .toList();
  }

  private Path plain(String name, List<String> lines) throws IOException {
    return Files.writeString(out.resolve(name), String.join("\n", lines) + "\n");
  }

  private Path zipped(String name, List<String> lines) throws IOException {
    Path file = out.resolve(name);
    try (OutputStream zip = new GZIPOutputStream(Files.newOutputStream(file))) {
      zip.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  private static void report(PrintWriter console, Path file) throws IOException {
    console.println(file + ": " + Files.size(file) + " bytes");
  }
}
