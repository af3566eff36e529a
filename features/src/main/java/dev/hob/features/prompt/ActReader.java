// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.prompt;

import dev.hob.router.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads an act answer from left to right. One thread, used once.
final class ActReader {
  private final List<Segment> answer;
  private int at;

  ActReader(List<Segment> answer) {
    this.answer = answer;
  }

  Optional<ActAnswer> read() {
    if (takes("none")) {
      return Optional.of(new ActAnswer.None());
    }
    if (takes("ask")) {
      Optional<Integer> action = index();
      Optional<Integer> parameter = takes("par") ? index() : Optional.empty();
      return action.flatMap(a -> parameter.map(p -> new ActAnswer.Ask(a, p)));
    }
    return takes("call") ? index().flatMap(this::call) : Optional.empty();
  }

  private Optional<ActAnswer> call(int action) {
    List<ActAnswer.Value> values = new ArrayList<>();
    while (takes("par")) {
      Optional<Integer> parameter = index();
      if (parameter.isEmpty() || !takes("val")) {
        return Optional.empty();
      }
      String words = text();
      if (words.isEmpty()) {
        return Optional.empty();
      }
      values.add(new ActAnswer.Value(parameter.get(), words));
    }
    boolean atEnd = at == answer.size() || takes("eos");
    return atEnd ? Optional.of(new ActAnswer.Call(action, values)) : Optional.empty();
  }

  private boolean takes(String special) {
    boolean here = at < answer.size() && answer.get(at).equals(new Segment.Special(special));
    if (here) {
      at++;
    }
    return here;
  }

  private Optional<Integer> index() {
    if (at < answer.size() && answer.get(at) instanceof Segment.Special(String name)) {
      at++;
      return NativeAnswers.index(name).filter(i -> i > 0);
    }
    return Optional.empty();
  }

  /// Joins the small pieces in which a model's text comes.
  private String text() {
    StringBuilder out = new StringBuilder();
    while (at < answer.size()) {
      switch (answer.get(at)) {
        case Segment.Special _ -> {
          return Spacing.collapse(out.toString());
        }
        case Segment.Content(String text) -> out.append(text);
        case Segment.Trusted(String text) -> out.append(text);
      }
      at++;
    }
    return Spacing.collapse(out.toString());
  }
}
