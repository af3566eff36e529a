// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.generate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.features.prompt.Clause;
import dev.hob.features.prompt.NativeAnswers;
import dev.hob.features.prompt.NativePrompt;
import dev.hob.features.prompt.NativePrompts;
import dev.hob.features.prompt.PromptSentence;
import dev.hob.forge.corpus.Corpus;
import dev.hob.forge.corpus.Overlap;
import dev.hob.forge.corpus.Sentences;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Summaries of texts: marked sentences or turns in, clauses with their sources out. A small model
/// learns to point and to copy before it learns to rephrase, so most answers are extracts.
///
/// | kind | text | answer |
/// | --- | --- | --- |
/// | `article` | sentences of an article | those that cover its human summary or title, trimmed |
/// | `central` | the same | those nearest to the whole, trimmed |
/// | `meeting` | turns and a question | the turns that cover the human answer, trimmed |
/// | `thread` | turns about several things | what the event grammar tells of them |
/// | `fusion` | two sentences | one that says both (written by people) |
final class TextTasks implements Task.Source {
  private static final int TRIES = 40;

  /// Words of the longest text shown.
  private static final int LONGEST = 105;

  /// @param query empty if none
  /// @param wanted what a person said of it: summary or title
  private record Source(String template, List<PromptSentence> lines, String query, String wanted) {
    List<String> texts() {
      return lines.stream().map(PromptSentence::text).toList();
    }
  }

  private final long seed;
  private final Batches batches;
  private final NativePrompts prompts;
  private final List<Source> articles = new ArrayList<>();
  private final List<Source> meetings = new ArrayList<>();
  private final List<Source> fusions = new ArrayList<>();

  TextTasks(
      long seed, Batches batches, NativePrompts prompts, Corpus corpus, Overlap held, boolean dev) {
    this.seed = seed;
    this.batches = batches;
    this.prompts = prompts;
    corpus.read("summarize-articles", row -> keep(row, held, dev, articles, this::article));
    corpus.read("summarize-meetings", row -> keep(row, held, dev, meetings, this::meeting));
    corpus.read("edit-rewrite", row -> keep(row, held, dev, fusions, this::fusion));
  }

  private interface Reading {
    void read(JsonNode row, List<Source> into);
  }

  private static void keep(
      JsonNode row, Overlap held, boolean dev, List<Source> into, Reading reading) {
    String text = row.path("input").asText(row.path("text").asText(""));
    boolean part = (Dice.of(1, row.path("id").asText(), 0).below(20) == 0) == dev;
    if (part && !held.touches(text) && !held.touches(row.path("summary").asText(""))) {
      reading.read(row, into);
    }
  }

  private void article(JsonNode row, List<Source> into) {
    List<PromptSentence> lines =
        Sentences.split(row.path("input").asText()).stream()
            .filter(s -> Sentences.clean(s, 3, 34))
            .map(PromptSentence::of)
            .toList();
    if (lines.size() >= 3) {
      String wanted = row.path("summary").asText(row.path("title").asText(""));
      into.add(new Source("article", lines, "", Sentences.plain(wanted)));
    }
  }

  private void meeting(JsonNode row, List<Source> into) {
    List<PromptSentence> lines = new ArrayList<>();
    for (JsonNode turn : row.path("turns")) {
      for (String said : Sentences.split(turn.path("text").asText())) {
        String text = said.replace(" '", "'").strip();
        if (Sentences.clean(text, 4, 34)) {
          lines.add(new PromptSentence(turn.path("who").asText(), text));
        }
      }
    }
    if (lines.size() >= 3 && row.hasNonNull("query")) {
      into.add(
          new Source("meeting", lines, row.get("query").asText(), row.path("summary").asText("")));
    }
  }

  private void fusion(JsonNode row, List<Source> into) {
    String text = row.path("text").asText();
    List<PromptSentence> lines = new ArrayList<>();
    StringBuilder both = new StringBuilder();
    for (JsonNode sentence : row.path("sentences")) {
      lines.add(PromptSentence.of(sentence.asText()));
      both.append(sentence.asText()).append(' ');
    }
    // The rows are mined: what one side lacks would teach to invent or to lose.
    Set<String> one = Clauses.content(text);
    Set<String> two = Clauses.content(both.toString());
    long lost = two.stream().filter(w -> !one.contains(w)).count();
    if (Sentences.clean(text, 6, 40)
        && lines.stream().allMatch(l -> Sentences.clean(l.text(), 3, 34))
        && two.containsAll(one)
        && lost <= 2) {
      into.add(new Source("fusion", lines, "", text));
    }
  }

  @Override
  public Task at(long index) {
    Dice dice = Dice.of(seed, "text", index);
    for (int i = 0; i < TRIES; i++) {
      int kind = dice.below(100);
      Optional<Task> task =
          kind < 32
              ? extract(dice, articles, false)
              : kind < 52
                  ? extract(dice, articles, true)
                  : kind < 60
                      ? extract(dice, meetings, false)
                      : kind < 85 ? thread(dice, index, i) : fused(dice);
      if (task.isPresent()) {
        return task.get();
      }
    }
    throw new IllegalStateException("no text to summarize in the data folder");
  }

  /// A window of a text with the sentences that cover what a person said of it (or, `central`, that
  /// are nearest to the window).
  private Optional<Task> extract(Dice dice, List<Source> from, boolean central) {
    if (from.isEmpty()) {
      return Optional.empty();
    }
    Source source = dice.pick(from);
    int limit = dice.pick(25, 40, 40, 40, 60);
    List<Integer> best = Clauses.covering(source.texts(), Clauses.content(source.wanted()), limit);
    int anchor = central || best.isEmpty() ? 0 : best.getFirst();
    int start = Math.max(0, anchor - dice.below(5));
    int end = start;
    int words = 0;
    while (end < source.lines().size() && end - start < 10) {
      words += Batch.count(source.lines().get(end).text());
      if (words > LONGEST) {
        break;
      }
      end++;
    }
    if (end - start < 3) {
      return Optional.empty();
    }
    List<PromptSentence> window = source.lines().subList(start, end);
    List<String> texts = window.stream().map(PromptSentence::text).toList();
    List<Integer> chosen =
        central
            ? Clauses.central(texts, limit)
            : Clauses.covering(texts, Clauses.content(source.wanted()), limit);
    if (chosen.isEmpty()) {
      return Optional.empty();
    }
    List<Clause> clauses =
        chosen.stream().map(i -> new Clause(List.of(i + 1), Clauses.trim(texts.get(i)))).toList();
    String template = central ? "central" : source.template();
    return Optional.of(task(template, window, source.query(), limit, clauses));
  }

  private Optional<Task> thread(Dice dice, long index, int attempt) {
    Batch batch = batches.thread(index + ((attempt + 1L) << 42));
    List<PromptSentence> lines =
        batch.notices().stream()
            .map(n -> new PromptSentence(Batches.sender(n.summary()), n.body()))
            .toList();
    return batch.told().isEmpty()
        ? Optional.empty()
        : Optional.of(task("thread", lines, "", dice.pick(25, 40, 40), batch.told()));
  }

  private Optional<Task> fused(Dice dice) {
    if (fusions.isEmpty()) {
      return Optional.empty();
    }
    Source source = dice.pick(fusions);
    List<Integer> all = new ArrayList<>();
    for (int i = 1; i <= source.lines().size(); i++) {
      all.add(i);
    }
    Clause both = new Clause(all, source.wanted());
    return Optional.of(task("fusion", source.lines(), "", 40, List.of(both)));
  }

  private Task task(
      String template, List<PromptSentence> lines, String query, int limit, List<Clause> told) {
    NativePrompt prompt = prompts.text(lines, query, limit);
    return Rendered.task("text", template, prompt, NativeAnswers.clauses(told, prompt.marks()));
  }
}
