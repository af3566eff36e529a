// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.match;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.act.schema.Parameter;
import dev.hob.features.act.schema.ValueType.Numeric;
import dev.hob.features.act.schema.ValueType.OneOf;
import dev.hob.features.act.schema.ValueType.Text;
import dev.hob.features.act.value.Converter;
import dev.hob.features.act.value.PlainText;
import dev.hob.features.act.words.Lexicon;
import dev.hob.features.act.words.Token;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the parts of [Slots] share: the words that are still free and the parameters that are still
/// open. Lists and sets are live. One thread, used once.
final class Board {
  private final Utterance utterance;
  private final Profile profile;
  private final List<Cues> open = new ArrayList<>();
  private final List<Mention> mentions;
  private final Converter converter;
  private final Lexicon lexicon;
  private final OffsetDateTime now;
  private final boolean strict;
  private final Set<Integer> used = new HashSet<>();
  private final ObjectNode arguments;
  private int typed;

  /// @param known arguments that are there already; the new ones are added to them
  /// @param strict whether only what has a cue counts: for what was said earlier
  Board(
      Utterance utterance,
      Profile profile,
      ObjectNode known,
      Language language,
      OffsetDateTime now,
      boolean strict) {
    this.strict = strict;
    this.utterance = utterance;
    this.profile = profile;
    this.arguments = known;
    this.converter = language.converter();
    this.lexicon = language.lexicon();
    this.now = now;
    this.mentions = new ArrayList<>(Mention.of(utterance, now.toLocalDate()));
    for (Parameter parameter : profile.candidate().schema().parameters()) {
      if (!known.has(parameter.name())) {
        open.add(Cues.of(parameter, lexicon));
      }
    }
  }

  Utterance utterance() {
    return utterance;
  }

  Profile profile() {
    return profile;
  }

  List<Cues> open() {
    return open;
  }

  List<Mention> mentions() {
    return mentions;
  }

  Lexicon lexicon() {
    return lexicon;
  }

  boolean strict() {
    return strict;
  }

  Set<Integer> used() {
    return used;
  }

  ObjectNode arguments() {
    return arguments;
  }

  int typed() {
    return typed;
  }

  /// One more value of a type has found its parameter.
  void count() {
    typed++;
  }

  /// No other value may have this token.
  void use(int token) {
    used.add(token);
  }

  /// The word behind a number, or a sign at it.
  double unit(Cues cues, Mention mention) {
    if (mention.to() >= utterance.tokens().size()) {
      return 0;
    }
    String unit = utterance.tokens().get(mention.to()).stem();
    if (cues.name().contains(unit)) {
      return 3;
    }
    if (cues.related().contains(unit)) {
      return 2.5;
    }
    return cues.about().contains(unit) ? 1.5 : 0;
  }

  /// Words of the parameter shortly before a value.
  double nearName(Cues cues, int at) {
    double best = 0;
    for (int i = at - 1; i >= 0 && i >= at - 4; i--) {
      Token token = utterance.tokens().get(i);
      if (mentionAt(i)) {
        break;
      }
      double near = 1.0 / (at - i);
      if (cues.name().contains(token.stem()) && !lexicon.isFunction(token.lower())) {
        best = Math.max(best, 1.5 + near);
      } else if (cues.related().contains(token.stem())) {
        best = Math.max(best, 0.8 + near);
      } else if (cues.about().contains(token.stem())) {
        best = Math.max(best, 0.5 + near / 2);
      }
    }
    return best;
  }

  private boolean mentionAt(int token) {
    return mentions.stream().anyMatch(m -> m.from() <= token && token < m.to());
  }

  String before(int at) {
    return at > 0 ? utterance.tokens().get(at - 1).lower() : "";
  }

  boolean free(int at) {
    return !used.contains(at);
  }

  static boolean isNumeric(Parameter parameter) {
    return parameter.type() instanceof Numeric
        || (parameter.type() instanceof OneOf(List<JsonNode> members)
            && members.stream().allMatch(JsonNode::isNumber));
  }

  boolean take(Cues cues, Mention mention) {
    boolean taken =
        take(cues, utterance.between(mention.from(), mention.to()), mention.from(), mention.to());
    if (taken) {
      typed++;
      mentions.removeIf(other -> other.overlaps(mention));
      if (isNumeric(cues.parameter()) && unit(cues, mention) > 0) {
        used.add(mention.to());
      }
    }
    return taken;
  }

  boolean take(Cues cues, String words, int from, int to) {
    boolean name = cues.parameter().type() instanceof Text && cues.sort() != Cues.Sort.TEXT;
    Optional<JsonNode> value =
        converter.convert(cues.parameter(), name ? PlainText.name(words) : words, now);
    if (value.isEmpty()) {
      return false;
    }
    for (int i = from; i < to; i++) {
      used.add(i);
    }
    mentions.removeIf(m -> m.from() < to && from < m.to());
    set(cues, value.get());
    return true;
  }

  void set(Cues cues, JsonNode value) {
    arguments.set(cues.parameter().name(), value);
    open.remove(cues);
  }
}
