// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.summarize;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.Toolkit;
import dev.hob.features.clause.ClauseWriter;
import dev.hob.features.fact.FactContext;
import dev.hob.features.fact.Tokens;
import dev.hob.features.flow.Calls;
import dev.hob.features.flow.Made;
import dev.hob.features.flow.Method;
import dev.hob.features.flow.Task;
import dev.hob.features.flow.Writer;
import dev.hob.features.helper.ExtractiveSummary;
import dev.hob.features.helper.TextUnit;
import dev.hob.features.prompt.Clause;
import dev.hob.features.prompt.NativePrompt;
import dev.hob.features.prompt.NativePrompts;
import dev.hob.features.prompt.PromptSentence;
import dev.hob.policy.DataClass;
import dev.hob.router.Plan;
import dev.hob.router.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/// Summarizes one text or conversation: in one call, or section by section and then the sections'
/// clauses once more.
final class SummarizeTask implements Task {
  private static final int FEWEST_WORDS = 12;

  private final Toolkit toolkit;
  private final List<List<TextUnit>> sections;
  private final Wish wish;
  private final int left;
  private final ExtractiveSummary extract;
  private final ClauseWriter writer;

  /// What the caller wants of the answer.
  ///
  /// @param words limit in R tokens
  record Wish(String query, int words, int maxChars, Method method) {}

  /// @param left how many sentences talked to a program and are not in `sections`
  SummarizeTask(Toolkit toolkit, List<List<TextUnit>> sections, Wish wish, int left) {
    this.left = left;
    this.toolkit = toolkit;
    this.sections = List.copyOf(sections);
    this.wish = wish;
    this.extract = new ExtractiveSummary(toolkit.lists());
    this.writer = new ClauseWriter(toolkit.facts());
  }

  @Override
  public DataClass dataClass() {
    return DataClass.TEXT;
  }

  @Override
  public Method method() {
    return wish.method();
  }

  @Override
  public List<Prompt> sizes() {
    return plans().stream().map(Plan::prompt).toList();
  }

  @Override
  public List<Plan> plans() {
    return sections.stream()
        .map(section -> job(Packed.of(section), sectionWords()).plan())
        .toList();
  }

  @Override
  public int sections() {
    return sections.size();
  }

  /// Splits where the tokens are used up, between sentences; a single sentence over the quota stays
  /// whole and is refused by the router.
  @Override
  public Task inSections(ToIntFunction<Prompt> tokens, int quota) {
    List<List<TextUnit>> out = new ArrayList<>();
    List<TextUnit> section = new ArrayList<>();
    int frame = tokens.applyAsInt(prompt(List.of(PromptSentence.of("x"))));
    int used = frame;
    for (List<TextUnit> units : sections) {
      for (TextUnit unit : units) {
        int size = tokens.applyAsInt(prompt(List.of(sentence(unit)))) - frame + 2;
        if (!section.isEmpty() && used + size > quota) {
          out.add(List.copyOf(section));
          section.clear();
          used = frame;
        }
        section.add(unit);
        used += size;
      }
    }
    out.add(List.copyOf(section));
    return new SummarizeTask(toolkit, out, wish, left);
  }

  @Override
  public Made byHelper() {
    Summary summary = quoted(all(), wish.words()).within(wish.maxChars());
    return Made.byHelper(output(summary), summary.text());
  }

  @Override
  public Made byModel(Calls calls) throws InterruptedException {
    List<String> rejected = new ArrayList<>();
    List<Summary> parts = new ArrayList<>();
    int retries = 0;
    boolean quoted = false;
    boolean single = sections.size() == 1;
    for (List<TextUnit> section : sections) {
      Packed packed = Packed.of(section);
      ClauseWriter.Written written =
          writer.write(job(packed, sectionWords()), calls, single ? preview(calls) : any -> {});
      retries += written.retries();
      written.rejected().stream().filter(r -> !rejected.contains(r)).forEach(rejected::add);
      quoted |= written.clauses().isEmpty();
      parts.add(
          written.clauses().map(packed::summary).orElseGet(() -> quoted(section, sectionWords())));
      if (!single) {
        calls.show(Summary.joined(parts).text());
      }
    }
    boolean allQuoted = quoted && single;
    Summary whole = Summary.joined(parts);
    if (!single && Tokens.rouge(whole.text()).size() > wish.words()) {
      whole = shortened(whole);
    }
    Summary summary = whole.within(wish.maxChars());
    Writer by = allQuoted ? Writer.HELPER : Writer.MODEL;
    return new Made(output(summary), summary.text(), by, true, quoted, rejected, retries);
  }

  private ObjectNode output(Summary summary) {
    ObjectNode output = summary.output();
    if (left > 0) {
      output
          .putArray("left")
          .add(left == 1 ? "1 sentence talks to a program" : left + " sentences talk to a program");
    }
    return output;
  }

  /// A digest of the sections' digests: the clauses that say most, in their order.
  private Summary shortened(Summary whole) {
    List<TextUnit> units =
        whole.told().stream().map(told -> new TextUnit("", "", told.text())).toList();
    List<Integer> chosen = extract.choose(units, wish.query(), wish.words());
    return new Summary(chosen.stream().map(whole.told()::get).toList());
  }

  private static Consumer<List<Clause>> preview(Calls calls) {
    return clauses -> {
      String text = Summary.of(clauses).text();
      if (!text.isEmpty()) {
        calls.show(text);
      }
    };
  }

  private Summary quoted(List<TextUnit> units, int words) {
    return Summary.quoting(
        extract.choose(units, wish.query(), words).stream().map(units::get).toList());
  }

  private ClauseWriter.Job job(Packed packed, int words) {
    NativePrompt prompt = toolkit.prompts().text(packed.sentences(), wish.query(), words);
    String source = String.join("\n", packed.texts());
    return new ClauseWriter.Job(
        prompt,
        ChatForm.chat(packed.texts(), wish.query(), words),
        packed.texts(),
        words,
        FactContext.of(source),
        Set.of());
  }

  private Prompt prompt(List<PromptSentence> sentences) {
    return toolkit.prompts().text(sentences, wish.query(), wish.words()).prompt();
  }

  private static PromptSentence sentence(TextUnit unit) {
    return new PromptSentence(unit.speaker(), unit.sentence());
  }

  private int sectionWords() {
    int n = sections.size();
    return n == 1 ? wish.words() : Math.max(FEWEST_WORDS, 2 * wish.words() / n);
  }

  private List<TextUnit> all() {
    return sections.stream().flatMap(List::stream).toList();
  }

  /// Units joined so that they fit the index marks: neighbours together.
  private record Packed(List<List<TextUnit>> items) {
    static Packed of(List<TextUnit> units) {
      int each = (units.size() + NativePrompts.MAX_ITEMS - 1) / NativePrompts.MAX_ITEMS;
      List<List<TextUnit>> items = new ArrayList<>();
      for (int i = 0; i < units.size(); i += each) {
        items.add(units.subList(i, Math.min(units.size(), i + each)));
      }
      return new Packed(items);
    }

    List<PromptSentence> sentences() {
      return items.stream()
          .map(item -> {
            String speaker = item.getFirst().speaker();
            boolean one = item.stream().allMatch(unit -> unit.speaker().equals(speaker));
            String text =
                item.stream()
                    .map(unit -> one ? unit.sentence() : unit.spoken())
                    .collect(Collectors.joining(" "));
            return new PromptSentence(one ? speaker : "", text);
          })
          .toList();
    }

    /// Each item as the guard reads it.
    List<String> texts() {
      return items.stream()
          .map(item -> item.stream().map(TextUnit::spoken).collect(Collectors.joining(" ")))
          .toList();
    }

    Summary summary(List<Clause> clauses) {
      return new Summary(
          clauses.stream()
              .map(clause ->
                  new Summary.Told(
                      clause.text(),
                      clause.items().stream()
                          .flatMap(i -> items.get(i - 1).stream().map(TextUnit::id))
                          .distinct()
                          .toList()))
              .toList());
    }
  }
}
