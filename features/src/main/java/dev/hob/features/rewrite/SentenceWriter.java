// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.rewrite;

import dev.hob.features.flow.Calls;
import dev.hob.features.prompt.NativeAnswers;
import dev.hob.features.prompt.NativePrompt;
import dev.hob.features.style.Style;
import dev.hob.features.style.StyleRules;
import dev.hob.router.Plan;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Rewrites one sentence: by the rules, or by the model with the rules around it. Immutable.
///
/// For a concise sentence the model leaves words out of the sentence itself and of what the rules
/// made of it, each until it finds no more, and the best of these and the rules' own stands
/// ([Shorter]). In the other styles the rules finish what the model wrote. Where the guard objects,
/// the rules' own sentence stands, and where it objects to that, the sentence as it was.
final class SentenceWriter {
  private static final int TOKENS_BESIDE = 24;

  /// How often what the model made shorter is shown to it again.
  private static final int ROUNDS = 3;

  private final Writing writing;
  private final Manner manner;

  SentenceWriter(Writing writing, Manner manner) {
    this.writing = writing;
    this.manner = manner;
  }

  /// @param text what stands in the sentence's place
  /// @param byModel whether the model has a part in it
  /// @param rejected what the guard found in the model's sentence
  record Written(String text, boolean byModel, List<String> rejected) {}

  String byRules(String sentence, StyleRules.Place place) {
    String text = writing.rules().rewrite(manner.style(), manner.strength(), sentence, place);
    return passes(sentence, text) ? text : sentence;
  }

  Written byModel(Calls calls, Sentence sentence) throws InterruptedException {
    return manner.style() == Style.CONCISE ? shorter(calls, sentence) : toned(calls, sentence);
  }

  private Written toned(Calls calls, Sentence sentence) throws InterruptedException {
    String source = sentence.text();
    Calls.Reply reply = calls.run(plan(sentence, source), growing -> {});
    Optional<String> answer = read(reply, source);
    if (answer.isEmpty()) {
      return new Written(source, true, List.of()); // nothing to do, says the model
    }
    List<String> faults = faults(reply, source, answer.get());
    if (!faults.isEmpty()) {
      return new Written(byRules(source, sentence.place()), false, faults);
    }
    String finished =
        writing.rules().rewrite(manner.style(), manner.strength(), answer.get(), sentence.place());
    return new Written(passes(source, finished) ? finished : answer.get(), true, List.of());
  }

  private Written shorter(Calls calls, Sentence sentence) throws InterruptedException {
    String source = sentence.text();
    Shorter choice = new Shorter(writing.lists(), source);
    String best = byRules(source, sentence.place());
    boolean heard = false;
    List<String> rejected = new ArrayList<>();
    for (String start : starts(sentence)) {
      String shown = start;
      for (int round = 0; round < ROUNDS; round++) {
        Calls.Reply reply = calls.run(plan(sentence, shown), growing -> {});
        String answer = read(reply, shown).orElse(shown);
        List<String> faults = faults(reply, source, answer);
        rejected.addAll(faults);
        heard |= faults.isEmpty();
        if (!faults.isEmpty() || answer.equals(shown)) {
          break;
        }
        best = choice.compare(answer, best) < 0 ? answer : best;
        shown = answer;
      }
    }
    return new Written(best, heard, heard ? List.of() : rejected);
  }

  private List<String> faults(Calls.Reply reply, String source, String answer) {
    return reply.whole()
        ? writing.guard().faults(manner.style(), source, answer)
        : List.of("the sentence has no end");
  }

  /// The first model calls of a sentence.
  List<Plan> plans(Sentence sentence) {
    return starts(sentence).stream().map(shown -> plan(sentence, shown)).toList();
  }

  private Plan plan(Sentence sentence, String shown) {
    NativePrompt prompt = writing.prompts().tone(manner.style().word(), manner.strength(), shown);
    int longest = TOKENS_BESIDE + shown.length();
    return new Plan(
        prompt.role(),
        prompt.prompt(),
        ChatForm.chat(manner, sentence, shown),
        prompt.grammar(),
        longest,
        0f,
        0);
  }

  /// What the model is shown of a sentence, each for itself.
  private Set<String> starts(Sentence sentence) {
    Set<String> starts = new LinkedHashSet<>();
    if (manner.style() == Style.CONCISE) {
      starts.add(byRules(sentence.text(), sentence.place()));
    }
    starts.add(sentence.text());
    return starts;
  }

  private Optional<String> read(Calls.Reply reply, String shown) {
    if (reply.isChat()) {
      return ChatForm.read(reply.text(), shown);
    }
    NativePrompt prompt = writing.prompts().tone(manner.style().word(), manner.strength(), shown);
    Optional<String> answer = NativeAnswers.readTone(reply.segments(), prompt.marks());
    return manner.style() == Style.CONCISE
        ? answer.map(words -> writing.prompts().concise(shown).mended(words).orElse(shown))
        : answer;
  }

  private boolean passes(String source, String text) {
    return writing.guard().faults(manner.style(), source, text).isEmpty();
  }
}
