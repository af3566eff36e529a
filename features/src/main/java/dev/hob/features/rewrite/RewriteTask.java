// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.rewrite;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.fact.NormalText;
import dev.hob.features.fact.Span;
import dev.hob.features.flow.Calls;
import dev.hob.features.flow.InParts;
import dev.hob.features.flow.Made;
import dev.hob.features.flow.Method;
import dev.hob.features.flow.Task;
import dev.hob.features.flow.Writer;
import dev.hob.features.style.Layout;
import dev.hob.features.style.Style;
import dev.hob.features.style.StyleRules;
import dev.hob.features.text.VisibleText;
import dev.hob.policy.DataClass;
import dev.hob.router.Plan;
import dev.hob.router.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToIntFunction;

/// Rewrites one text sentence by sentence. What stands between sentences and what is no prose is
/// never touched; a sentence whose rewrite the guard rejects stays as it is.
final class RewriteTask implements Task {
  /// Longer sentences are lists or tables; a model only errs in them.
  private static final int LONGEST_SENTENCE = 600;

  private static final String ASKS = "Could you please";

  private final Writing writing;
  private final Manner manner;
  private final String text;
  private final Method method;
  private final List<Layout.Part> parts;
  private final SentenceWriter writer;
  private final boolean already;

  RewriteTask(Writing writing, Manner manner, String text, Method method) {
    this.writing = writing;
    this.manner = manner;
    this.text = text;
    this.method = method;
    this.parts = Layout.parts(text);
    this.writer = new SentenceWriter(writing, manner);
    String prose = String.join("\n", parts.stream().map(part -> part.span().of(text)).toList());
    this.already = prose.isEmpty() || writing.checks().has(manner.style(), prose);
  }

  @Override
  public DataClass dataClass() {
    return DataClass.TEXT;
  }

  @Override
  public Method method() {
    return method;
  }

  @Override
  public List<String> ships() {
    return List.of(manner.style().word());
  }

  /// The whole text counts against the quota, though each sentence is a call of its own.
  @Override
  public List<Prompt> sizes() {
    String style = manner.style() == Style.CONCISE ? Style.FRIENDLY.word() : manner.style().word();
    return List.of(writing.prompts().tone(style, manner.strength(), text).prompt());
  }

  @Override
  public List<Plan> plans() {
    List<Plan> plans = new ArrayList<>();
    for (int i = 0; i < parts.size() && !already; i++) {
      if (isForModel(i)) {
        plans.addAll(writer.plans(sentence(i, "")));
      }
    }
    return plans;
  }

  /// Sentences are sections already.
  @Override
  public Task inSections(ToIntFunction<Prompt> tokens, int quota) {
    return new InParts(this, Math.max(1, parts.size()));
  }

  @Override
  public Made byHelper() {
    Result result = new Result();
    for (int i = 0; i < parts.size() && !already; i++) {
      result.take(i, plain(i) ? byRules(i, result) : source(i));
    }
    String made = whole(result);
    return Made.byHelper(output(made), made);
  }

  @Override
  public Made byModel(Calls calls) throws InterruptedException {
    Result result = new Result();
    List<String> rejected = new ArrayList<>();
    boolean asked = false;
    boolean byModel = false;
    for (int i = 0; i < parts.size() && !already; i++) {
      if (isForModel(i)) {
        SentenceWriter.Written written = writer.byModel(calls, sentence(i, result.written()));
        result.take(i, written.text());
        asked = true;
        byModel |= written.byModel();
        written.rejected().stream().filter(f -> !rejected.contains(f)).forEach(rejected::add);
      } else {
        result.take(i, plain(i) ? byRules(i, result) : source(i));
      }
      calls.show(result.text(parts.get(i).span().end()));
    }
    String made = whole(result);
    Writer by = byModel ? Writer.MODEL : Writer.HELPER;
    return new Made(output(made), made, by, asked, false, rejected, 0);
  }

  private String whole(Result result) {
    String made = result.text(text.length());
    boolean mannered = manner.style() == Style.FRIENDLY && manner.strength() > 1 && !already;
    return mannered ? writing.manners().polite(made) : made;
  }

  private String byRules(int index, Result result) {
    Sentence sentence = sentence(index, result.written());
    return writer.byRules(sentence.text(), sentence.place());
  }

  private Sentence sentence(int index, String written) {
    Layout.Part part = parts.get(index);
    StyleRules.Place place =
        new StyleRules.Place(part.opens(), part.closes(), written.contains(ASKS));
    return new Sentence(
        source(index),
        place,
        index > 0 ? source(index - 1) : "",
        index + 1 < parts.size() ? source(index + 1) : "");
  }

  private String source(int index) {
    return parts.get(index).span().of(text);
  }

  /// Hidden characters stay where they are: what nobody sees, nobody should rewrite.
  private boolean plain(int index) {
    return VisibleText.isPlain(source(index).replace("\uFE0F", ""));
  }

  /// What the model could only harm: hidden characters, very long runs, no words, half sentences.
  private boolean isForModel(int index) {
    String source = source(index);
    boolean whole = parts.get(index).opens() && parts.get(index).closes();
    return source.length() <= LONGEST_SENTENCE
        && whole
        && source.codePoints().filter(Character::isLetter).count() > 1
        && plain(index);
  }

  private ObjectNode output(String made) {
    boolean unchanged = NormalText.n0(made).equals(NormalText.n0(text));
    return JsonNodeFactory.instance
        .objectNode()
        .put("text", unchanged ? text : made)
        .put("unchanged", unchanged);
  }

  /// The text while it is rewritten. One thread.
  private final class Result {
    private final StringBuilder out = new StringBuilder();
    private Optional<String> previous = Optional.empty();
    private int at;

    /// A concise text says nothing twice: a sentence that only repeats the one before goes, with
    /// the space before it.
    void take(int index, String sentence) {
      Span span = parts.get(index).span();
      String between = text.substring(at, span.start());
      String plain = NormalText.n0(sentence).toLowerCase(Locale.ROOT);
      boolean again =
          manner.style() == Style.CONCISE
              && previous.filter(plain::equals).isPresent()
              && between.isBlank()
              && between.indexOf('\n') < 0;
      if (!again) {
        out.append(between).append(sentence);
      }
      previous = Optional.of(plain);
      at = span.end();
    }

    String written() {
      return out.toString();
    }

    /// Up to `end` of the source.
    String text(int end) {
      return out + text.substring(at, end);
    }
  }
}
