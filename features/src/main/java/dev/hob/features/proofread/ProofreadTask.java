// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.proofread;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.Toolkit;
import dev.hob.features.fact.Sentences;
import dev.hob.features.fact.Span;
import dev.hob.features.flow.Calls;
import dev.hob.features.flow.InParts;
import dev.hob.features.flow.Made;
import dev.hob.features.flow.Method;
import dev.hob.features.flow.Task;
import dev.hob.features.flow.Writer;
import dev.hob.features.guard.ProofreadGuard;
import dev.hob.features.helper.Correction;
import dev.hob.features.prompt.NativeAnswers;
import dev.hob.features.prompt.NativePrompt;
import dev.hob.features.prompt.NativePrompts;
import dev.hob.features.text.VisibleText;
import dev.hob.policy.DataClass;
import dev.hob.router.Plan;
import dev.hob.router.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;

/// Proofreads one text sentence by sentence: what stands between sentences is never touched, and a
/// sentence that the guard rejects stays as it is.
final class ProofreadTask implements Task {
  /// Longer sentences are lists or tables; a model that copies them word for word only errs.
  private static final int LONGEST_SENTENCE = 600;

  private static final Pattern ENDS = Pattern.compile("(?s).*[^.\\s][.!?][\"'”’)]*");
  private static final Pattern ABBREVIATED =
      Pattern.compile("(?s).*\\b(?i:etc|vs|resp|incl|ca|cf|al)\\.");

  private final Toolkit toolkit;
  private final String text;
  private final String language;
  private final Method method;
  private final List<Span> sentences;
  private final ProofreadGuard guard;

  ProofreadTask(Toolkit toolkit, String text, String language, Method method) {
    this.toolkit = toolkit;
    this.text = text;
    this.language = language;
    this.method = method;
    this.sentences = Sentences.spans(text);
    this.guard = new ProofreadGuard(toolkit.facts());
  }

  @Override
  public DataClass dataClass() {
    return DataClass.TEXT;
  }

  @Override
  public Method method() {
    return method;
  }

  /// The whole text counts against the quota, though each sentence is a call of its own.
  @Override
  public List<Prompt> sizes() {
    return List.of(toolkit.prompts().proofread(text, language).prompt());
  }

  @Override
  public List<Plan> plans() {
    return sentences.stream().filter(this::isForModel).map(this::plan).toList();
  }

  /// Sentences are sections already.
  @Override
  public Task inSections(ToIntFunction<Prompt> tokens, int quota) {
    return new InParts(this, sentences.size());
  }

  @Override
  public Made byHelper() {
    List<Correction> edits = new ArrayList<>();
    for (int i = 0; i < sentences.size(); i++) {
      edits.addAll(dictionary(i));
    }
    return Made.byHelper(output(edits), Edits.apply(text, edits));
  }

  @Override
  public Made byModel(Calls calls) throws InterruptedException {
    List<Correction> edits = new ArrayList<>();
    List<String> rejected = new ArrayList<>();
    for (Span sentence : sentences) {
      if (isForModel(sentence)) {
        edits.addAll(corrected(calls, sentence, rejected));
      }
      calls.show(Edits.apply(text.substring(0, sentence.end()), edits));
    }
    ObjectNode output = output(edits);
    String result = Edits.apply(text, edits);
    return new Made(output, result, Writer.MODEL, true, false, rejected, 0);
  }

  private List<Correction> corrected(Calls calls, Span sentence, List<String> rejected)
      throws InterruptedException {
    String source = sentence.of(text);
    NativePrompt prompt = toolkit.prompts().proofread(source, language);
    Calls.Reply reply = calls.run(plan(sentence), growing -> {});
    Optional<String> better =
        reply.isChat()
            ? ChatForm.read(reply.text(), source)
            : NativeAnswers.readProofread(reply.segments(), prompt.marks());
    if (better.isEmpty() || better.get().equals(source)) {
      return List.of();
    }
    List<String> faults =
        reply.whole() ? guard.faults(source, better.get()) : List.of("the sentence has no end");
    if (!faults.isEmpty()) {
      faults.stream().filter(fault -> !rejected.contains(fault)).forEach(rejected::add);
      return List.of();
    }
    return Edits.between(source, better.get(), sentence.start());
  }

  /// What the model could only harm: hidden characters, very long runs, no letters.
  private boolean isForModel(Span sentence) {
    String source = sentence.of(text);
    return source.length() <= LONGEST_SENTENCE
        && source.chars().anyMatch(Character::isLetter)
        && VisibleText.isPlain(source);
  }

  private Plan plan(Span sentence) {
    String source = sentence.of(text);
    NativePrompt prompt = toolkit.prompts().proofread(source, language);
    int longest = 16 + source.length() / 2;
    return new Plan(
        NativePrompts.PROOFREAD,
        prompt.prompt(),
        ChatForm.chat(source),
        prompt.grammar(),
        longest,
        0f,
        0);
  }

  private List<Correction> dictionary(int index) {
    Span sentence = sentences.get(index);
    if (!VisibleText.isPlain(sentence.of(text))) {
      return List.of();
    }
    return toolkit.dictionary().check(sentence.of(text), opens(index)).stream()
        .map(edit ->
            new Correction(
                sentence.start() + edit.start(),
                sentence.start() + edit.end(),
                edit.replacement(),
                edit.kind(),
                edit.explanation()))
        .toList();
  }

  /// Whether a capital is due: after a sentence that ends like one, on the same line; and at the
  /// start of a text of several such sentences. "..." and "etc." end nothing; a lone line may be a
  /// note, a title or a list item.
  private boolean opens(int index) {
    if (index == 0) {
      return sentences.size() > 1 && ends(0) && !startsNewLine(1);
    }
    return ends(index - 1) && !startsNewLine(index);
  }

  private boolean startsNewLine(int index) {
    int end = sentences.get(index - 1).end();
    return text.substring(end, sentences.get(index).start()).indexOf('\n') >= 0;
  }

  private boolean ends(int index) {
    String sentence = sentences.get(index).of(text);
    return ENDS.matcher(sentence).matches() && !ABBREVIATED.matcher(sentence).matches();
  }

  private ObjectNode output(List<Correction> edits) {
    ObjectNode output = JsonNodeFactory.instance.objectNode();
    output.put("text", Edits.apply(text, edits));
    ArrayNode list = output.putArray("edits");
    for (Correction edit : edits) {
      list.addObject()
          .put("offset", edit.start())
          .put("length", edit.end() - edit.start())
          .put("replacement", edit.replacement())
          .put("kind", edit.kind())
          .put("explanation", edit.explanation());
    }
    return output;
  }
}
