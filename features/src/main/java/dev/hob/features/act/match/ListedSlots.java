// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.match;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import dev.hob.features.act.PromptForms;
import dev.hob.features.act.schema.Parameter;
import dev.hob.features.act.schema.ValueType.Flag;
import dev.hob.features.act.schema.ValueType.Items;
import dev.hob.features.act.schema.ValueType.Numeric;
import dev.hob.features.act.schema.ValueType.OneOf;
import dev.hob.features.act.schema.ValueType.Text;
import dev.hob.features.act.value.Choices;
import dev.hob.features.act.value.Flags;
import dev.hob.features.act.value.Weekdays;
import dev.hob.features.act.words.Token;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Lists, listed words and flags. One thread, used once.
final class ListedSlots {
  private static final Set<String> POLARITY =
      Set.of("on", "enabled", "enable", "active", "state", "value", "status", "visible", "off");
  private static final Set<String> VAGUE =
      Set.of(
          "ha", "allow", "option", "avail", "includ", "enabl", "need", "requir", "get", "show",
          "have", "is", "has", "in");
  private static final Set<String> NEGATIONS =
      Set.of("no", "not", "without", "don't", "non", "never");

  private final Board board;

  ListedSlots(Board board) {
    this.board = board;
  }

  void lists() {
    for (Cues cues : List.copyOf(board.open())) {
      if (!(cues.parameter().type() instanceof Items(var item, int _, int _))) {
        continue;
      }
      if (bracketed(cues)) {
        continue;
      }
      if (item instanceof Text) {
        weekdays(cues);
      } else if (item instanceof Numeric) {
        numberList(cues);
      }
    }
  }

  /// `[3, 4]` and `['a', 'b']` are lists, whatever they hold.
  private boolean bracketed(Cues cues) {
    int from = -1;
    for (int i = 0; i < board.utterance().tokens().size(); i++) {
      String sign = board.utterance().tokens().get(i).text();
      if (sign.equals("[") && board.free(i)) {
        from = i;
      } else if (sign.equals("]") && from >= 0) {
        if (board.take(cues, board.utterance().between(from, i + 1), from, i + 1)) {
          board.count();
          return true;
        }
        from = -1;
      }
    }
    return false;
  }

  private void weekdays(Cues cues) {
    boolean days =
        cues.name().contains("dai")
            || cues.about().contains("weekdai")
            || cues.about().contains("dai");
    if (!days) {
      return;
    }
    List<Integer> at = new ArrayList<>();
    for (int i = board.utterance().head(); i < board.utterance().tokens().size(); i++) {
      if (board.free(i) && !Weekdays.read(board.utterance().tokens().get(i).text()).isEmpty()) {
        at.add(i);
      }
    }
    if (!at.isEmpty()) {
      board.count();
      board.take(
          cues,
          board.utterance().between(at.getFirst(), at.getLast() + 1),
          at.getFirst(),
          at.getLast() + 1);
    }
  }

  private void numberList(Cues cues) {
    List<Mention> numbers =
        board.mentions().stream()
            .filter(m -> m.kind() == Mention.Kind.NUMBER && board.free(m.from()))
            .toList();
    if (numbers.size() > 1) {
      // One run: what stands between two numbers of a list is short.
      int end = 1;
      while (end < numbers.size() && numbers.get(end).from() - numbers.get(end - 1).to() <= 2) {
        end++;
      }
      if (end > 1) {
        int from = numbers.getFirst().from();
        int to = numbers.get(end - 1).to();
        if (board.take(cues, board.utterance().between(from, to), from, to)) {
          board.count();
          board.mentions().removeAll(numbers.subList(0, end));
        }
      }
    }
  }

  void choices() {
    Choices choices = new Choices(board.lexicon());
    for (Cues cues : List.copyOf(board.open())) {
      if (cues.parameter().type() instanceof OneOf(List<JsonNode> members)
          && members.stream().noneMatch(JsonNode::isNumber)) {
        Optional<Choices.Near> near = choices.nearest(members, left());
        double least = cues.parameter().mustBeSaid() ? 0.9 : 2.0;
        if (near.isPresent() && near.get().strength() >= least) {
          board.count();
          use(near.get().member());
          board.set(cues, near.get().member());
        }
      }
    }
  }

  /// The words that no value has taken, without the quoted ones; the verb stays: `print` may be a
  /// choice.
  private String left() {
    StringBuilder out = new StringBuilder();
    for (int i = board.utterance().head(); i < board.utterance().tokens().size(); i++) {
      boolean verb = i >= board.utterance().verbAt() && i < board.utterance().verbEnd();
      boolean telling =
          verb && !board.profile().name().contains(board.utterance().tokens().get(i).stem());
      if ((board.free(i) || telling) && !board.utterance().quoted().contains(i)) {
        out.append(board.utterance().tokens().get(i).text()).append(' ');
      }
    }
    return out.toString();
  }

  private void use(JsonNode member) {
    Set<String> stems = new HashSet<>();
    Token.of(PromptForms.words(member)).forEach(token -> stems.add(token.stem()));
    for (int i = 0; i < board.utterance().tokens().size(); i++) {
      if (stems.contains(board.utterance().tokens().get(i).stem())) {
        board.use(i);
      }
    }
  }

  void flags() {
    for (Cues cues : List.copyOf(board.open())) {
      if (!(cues.parameter().type() instanceof Flag)) {
        continue;
      }
      if (isSwitch(cues.parameter())) {
        polarity(cues);
      } else {
        mentioned(cues);
      }
    }
  }

  /// Whether a parameter says that something shall be on, or off.
  static boolean isSwitch(Parameter parameter) {
    List<String> names = List.of(PromptForms.words(parameter.name()).split(" "));
    return parameter.type() instanceof Flag
        && names.size() < 3
        && names.stream().anyMatch(POLARITY::contains);
  }

  private void polarity(Cues cues) {
    Optional<Boolean> said = new Flags(board.lexicon()).read(board.utterance().text());
    boolean undone = board.utterance().undone();
    if (said.isPresent() || undone || cues.parameter().mustBeSaid()) {
      board.set(cues, BooleanNode.valueOf(!undone && said.orElse(true)));
    }
  }

  private void mentioned(Cues cues) {
    for (int i = board.utterance().head(); i < board.utterance().tokens().size(); i++) {
      Token token = board.utterance().tokens().get(i);
      boolean telling =
          cues.name().contains(token.stem())
              && !VAGUE.contains(token.stem())
              && !board.lexicon().isFunction(token.lower())
              && !board.profile().name().contains(token.stem());
      if (telling && board.free(i)) {
        boolean no = false;
        for (int k = Math.max(0, i - 3); k < i; k++) {
          no |= NEGATIONS.contains(board.utterance().tokens().get(k).lower());
        }
        board.count();
        board.use(i);
        board.set(cues, BooleanNode.valueOf(!no));
        return;
      }
    }
  }
}
