// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.flow.Calls;
import dev.hob.features.flow.Made;
import dev.hob.features.flow.Method;
import dev.hob.features.flow.Task;
import dev.hob.features.flow.Writer;
import dev.hob.policy.DataClass;
import dev.hob.router.Plan;
import dev.hob.router.Prompt;
import dev.hob.router.Refusal;
import dev.hob.router.RefusedException;
import dev.hob.router.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// Chooses for one request. The catalogue is asked once, when first needed: after policy has
/// decided, since looking at other programs is part of the work.
final class ActTask implements Task {
  /// What was chosen is only half of the answer, so nothing is shown before it is whole.
  private static final String NO_TEXT = "";

  private final ActMakers makers;
  private final Candidates candidates;
  private final ActInput input;
  private final Method method;
  private final Follow follow;

  /// Guarded by this.
  private Candidates.@Nullable Cut cut;

  /// What becomes of a choice.
  @FunctionalInterface
  interface Follow {
    Made follow(Made made, Choice choice);
  }

  ActTask(ActMakers makers, Candidates candidates, ActInput input, Method method, Follow follow) {
    this.makers = makers;
    this.candidates = candidates;
    this.input = input;
    this.method = method;
    this.follow = follow;
  }

  @Override
  public DataClass dataClass() {
    return DataClass.ACTION;
  }

  @Override
  public Method method() {
    return method;
  }

  /// What the person said and shows; how much of a catalogue is shown is Hob's own choice.
  @Override
  public List<Prompt> sizes() {
    List<Segment> said = new ArrayList<>();
    input.context().forEach(turn -> said.add(new Segment.Content(turn.text())));
    said.add(new Segment.Content(input.utterance()));
    return List.of(new Prompt(said, 0));
  }

  @Override
  public List<Plan> plans() {
    return cut().best().isEmpty() ? List.of() : List.of(chooser().plan(0));
  }

  /// One choice has no parts.
  @Override
  public Task inSections(ToIntFunction<Prompt> tokens, int quota) {
    int size = sizes().stream().mapToInt(tokens).max().orElse(0);
    throw new RefusedException(new Refusal.TooLarge(size, quota, "tokens"));
  }

  @Override
  public Made byHelper() {
    Choice choice = chosenByHelper();
    return follow.follow(Made.byHelper(output(choice), NO_TEXT), choice);
  }

  @Override
  public Made byModel(Calls calls) throws InterruptedException {
    if (cut().best().isEmpty()) {
      return byHelper();
    }
    ModelChooser.Chosen chosen = chooser().choose(calls);
    boolean helped = chosen.choice().isEmpty();
    Choice choice = chosen.choice().orElseGet(this::chosenByHelper);
    Made made =
        new Made(
            output(choice),
            NO_TEXT,
            helped ? Writer.HELPER : Writer.MODEL,
            true,
            false,
            chosen.rejected(),
            chosen.retries());
    return follow.follow(made, choice);
  }

  private Choice chosenByHelper() {
    return makers.matcher().choose(cut().best(), input.context(), input.utterance(), input.now());
  }

  private ModelChooser chooser() {
    return new ModelChooser(makers, cut().best(), input);
  }

  private synchronized Candidates.Cut cut() {
    if (cut == null) {
      try {
        cut = candidates.of(input);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new RefusedException(new Refusal.Cancelled());
      }
    }
    return cut;
  }

  private ObjectNode output(Choice choice) {
    ObjectNode output = choice.json();
    List<String> left = cut().left();
    if (!left.isEmpty()) {
      ArrayNode list = output.putArray("left");
      left.forEach(list::add);
    }
    return output;
  }
}
