// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.match;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.act.schema.Parameter;
import dev.hob.features.act.schema.ValueType.Flag;
import dev.hob.features.act.schema.ValueType.Items;
import dev.hob.features.act.schema.ValueType.Moment;
import dev.hob.features.act.schema.ValueType.Numeric;
import dev.hob.features.act.schema.ValueType.OneOf;
import dev.hob.features.act.schema.ValueType.Text;
import dev.hob.features.act.value.Choices;
import dev.hob.features.act.value.Converter;
import dev.hob.features.act.value.Flags;
import dev.hob.features.act.value.PlainText;
import dev.hob.features.act.value.Weekdays;
import dev.hob.features.act.words.Lexicon;
import dev.hob.features.act.words.Token;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Gives the words of one utterance to the parameters of one action. One thread, used once.
final class Slots {
  private static final Set<String> LINKS =
      Set.of(
          "is", "=", ":", "as", "to", "of", "called", "named", "titled", "number", "#", "no", "be");
  private static final Set<String> POLARITY =
      Set.of("on", "enabled", "enable", "active", "state", "value", "status", "visible", "off");
  private static final Set<String> VAGUE =
      Set.of(
          "ha", "allow", "option", "avail", "includ", "enabl", "need", "requir", "get", "show",
          "have", "is", "has", "in");
  private static final Set<String> NEGATIONS =
      Set.of("no", "not", "without", "don't", "non", "never");
  private static final double NEEDED = 0.8;
  private static final double OPTIONAL = 2.0;
  private static final double STRICT = 0.8;

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
  Slots(
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

  Filled fill() {
    for (int i = utterance.verbAt(); i >= 0 && i < utterance.verbEnd(); i++) {
      used.add(i);
    }
    rest();
    named();
    lists();
    choices();
    moments();
    numbers();
    flags();
    texts();
    return new Filled(arguments, typed, used, mentions.size());
  }

  /// What stands after a colon, `that` or `saying`, or in quotes, is the free text.
  private void rest() {
    int from = utterance.rest();
    if (from < 0 || strict) {
      return;
    }
    best(Slots::freeText)
        .ifPresent(cues -> {
          String words = utterance.between(from, utterance.tokens().size());
          take(cues, words, from, utterance.tokens().size());
        });
  }

  private static double freeText(Cues cues) {
    if (!(cues.parameter().type() instanceof Text)) {
      return 0;
    }
    double sort =
        switch (cues.sort()) {
          case TEXT -> 4;
          case TITLE -> 2.5;
          case QUERY -> 2;
          case OTHER -> 1.5;
          case TIME, DATE, PLACE, PERSON -> -1;
        };
    return sort + (cues.parameter().required() ? 1 : 0);
  }

  /// `line 40`, `notebook Work`, `title is Foo`: the parameter is named.
  private void named() {
    for (Cues cues : List.copyOf(open)) {
      for (int i = utterance.head(); i + 1 < utterance.tokens().size(); i++) {
        if (free(i) && names(cues, i) && value(cues, i + 1)) {
          break;
        }
      }
    }
  }

  private boolean names(Cues cues, int at) {
    List<String> names = cues.names();
    String last = dev.hob.features.act.words.Stem.of(names.getLast());
    boolean hit = utterance.tokens().get(at).stem().equals(last) && last.length() > 2;
    for (int k = 1; hit && k < names.size(); k++) {
      int before = at - k;
      hit =
          before >= 0
              && utterance.tokens().get(before).lower().equals(names.get(names.size() - 1 - k));
    }
    return hit;
  }

  private boolean value(Cues cues, int from) {
    int at = from;
    boolean linked = false;
    while (at < utterance.tokens().size() && LINKS.contains(utterance.tokens().get(at).lower())) {
      linked |= !utterance.tokens().get(at).lower().equals("of");
      at++;
    }
    int start = at;
    Optional<Mention> mention = mentions.stream().filter(m -> m.from() == start).findFirst();
    boolean text = cues.parameter().type() instanceof Text;
    if (mention.isPresent()) {
      Mention.Kind kind = mention.get().kind();
      boolean moment = kind == Mention.Kind.TIME || kind == Mention.Kind.DATE;
      if (!text || moment) {
        return take(cues, mention.get());
      }
      if (open.stream()
          .anyMatch(other -> isNumeric(other.parameter()) && other.parameter().mustBeSaid())) {
        return false;
      }
    }
    if (!(cues.parameter().type() instanceof Text)
        || start >= utterance.tokens().size()
        || !free(start)) {
      return false;
    }
    int end = start;
    while (end < utterance.tokens().size() && free(end) && isNameLike(end, start, linked)) {
      end++;
    }
    return end > start && take(cues, utterance.between(start, end), start, end);
  }

  private boolean isNameLike(int at, int start, boolean linked) {
    Token token = utterance.tokens().get(at);
    if (utterance.quoted().contains(at)) {
      return true;
    }
    boolean named =
        token.isCapital()
            || Character.isDigit(token.text().charAt(0))
            || token.text().indexOf('.') > 0;
    boolean plain = linked && token.isWord() && !lexicon.isFunction(token.lower());
    return token.isWord()
        && (named || plain || (at > start && token.lower().equals("and") && linked));
  }

  private void lists() {
    for (Cues cues : List.copyOf(open)) {
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
    for (int i = 0; i < utterance.tokens().size(); i++) {
      String sign = utterance.tokens().get(i).text();
      if (sign.equals("[") && free(i)) {
        from = i;
      } else if (sign.equals("]") && from >= 0) {
        if (take(cues, utterance.between(from, i + 1), from, i + 1)) {
          typed++;
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
    for (int i = utterance.head(); i < utterance.tokens().size(); i++) {
      if (free(i) && !Weekdays.read(utterance.tokens().get(i).text()).isEmpty()) {
        at.add(i);
      }
    }
    if (!at.isEmpty()) {
      typed++;
      take(
          cues,
          utterance.between(at.getFirst(), at.getLast() + 1),
          at.getFirst(),
          at.getLast() + 1);
    }
  }

  private void numberList(Cues cues) {
    List<Mention> numbers =
        mentions.stream().filter(m -> m.kind() == Mention.Kind.NUMBER && free(m.from())).toList();
    if (numbers.size() > 1) {
      // One run: what stands between two numbers of a list is short.
      int end = 1;
      while (end < numbers.size() && numbers.get(end).from() - numbers.get(end - 1).to() <= 2) {
        end++;
      }
      if (end > 1) {
        int from = numbers.getFirst().from();
        int to = numbers.get(end - 1).to();
        if (take(cues, utterance.between(from, to), from, to)) {
          typed++;
          mentions.removeAll(numbers.subList(0, end));
        }
      }
    }
  }

  private void choices() {
    Choices choices = new Choices(lexicon);
    for (Cues cues : List.copyOf(open)) {
      if (cues.parameter().type() instanceof OneOf(List<JsonNode> members)
          && members.stream().noneMatch(JsonNode::isNumber)) {
        Optional<Choices.Near> near = choices.nearest(members, left());
        double least = cues.parameter().mustBeSaid() ? 0.9 : 2.0;
        if (near.isPresent() && near.get().strength() >= least) {
          typed++;
          use(near.get().member());
          set(cues, near.get().member());
        }
      }
    }
  }

  /// The words that no value has taken, without the quoted ones; the verb stays: `print` may be a
  /// choice.
  private String left() {
    StringBuilder out = new StringBuilder();
    for (int i = utterance.head(); i < utterance.tokens().size(); i++) {
      boolean verb = i >= utterance.verbAt() && i < utterance.verbEnd();
      if ((free(i) || verb && !profile.name().contains(utterance.tokens().get(i).stem()))
          && !utterance.quoted().contains(i)) {
        out.append(utterance.tokens().get(i).text()).append(' ');
      }
    }
    return out.toString();
  }

  private void use(JsonNode member) {
    Set<String> stems = new HashSet<>();
    Token.of(dev.hob.features.act.PromptForms.words(member))
        .forEach(token -> stems.add(token.stem()));
    for (int i = 0; i < utterance.tokens().size(); i++) {
      if (stems.contains(utterance.tokens().get(i).stem())) {
        used.add(i);
      }
    }
  }

  /// Times and days, also for strings that are named like such.
  private void moments() {
    while (true) {
      Cues bestCues = null;
      Mention bestMention = null;
      double best = 0.5;
      for (Cues cues : open) {
        for (Mention mention : mentions) {
          double score = free(mention.from()) ? moment(cues, mention) : 0;
          if (score > best) {
            best = score;
            bestCues = cues;
            bestMention = mention;
          }
        }
      }
      if (bestCues == null || bestMention == null) {
        return;
      }
      Mention whole = merged(bestCues, bestMention);
      if (!take(bestCues, whole)) {
        open.remove(bestCues);
      }
    }
  }

  private double moment(Cues cues, Mention mention) {
    boolean text = cues.parameter().type() instanceof Text;
    boolean form = cues.parameter().type() instanceof Moment;
    if (!text && !form) {
      return 0;
    }
    String before = before(mention.from());
    double preposition = cues.preposition(before);
    double fit =
        switch (mention.kind()) {
          case TIME -> cues.sort() == Cues.Sort.TIME || form ? 2 : 0;
          case DATE ->
              cues.sort() == Cues.Sort.DATE || form ? 2 : cues.sort() == Cues.Sort.TIME ? 1 : 0;
          case DURATION -> form || cues.name().contains("duration") ? 2 : 0;
          // "from 8 to 5": bare numbers where a preposition is the parameter's own name.
          case NUMBER ->
              (cues.names().contains(before) && Chunk.isPreposition(before))
                      || (cues.sort() == Cues.Sort.TIME && before.equals("at"))
                  ? 1
                  : 0;
        };
    if (fit == 0) {
      return 0;
    }
    double near = nearName(cues, mention.from());
    return fit + 0.3 * preposition + near + (cues.parameter().mustBeSaid() ? 0.5 : 0);
  }

  /// `tomorrow at six` is one value for a string; for others the converter reads both.
  private Mention merged(Cues cues, Mention mention) {
    boolean alone = open.stream().noneMatch(other -> other != cues && other.isMoment());
    if (!alone) {
      return mention;
    }
    int from = mention.from();
    int to = mention.to();
    for (Mention other : mentions) {
      boolean moment = other.kind() == Mention.Kind.TIME || other.kind() == Mention.Kind.DATE;
      if (moment && free(other.from()) && other != mention) {
        if (other.to() <= from && from - other.to() <= 1) {
          from = other.from();
        } else if (other.from() >= to && other.from() - to <= 1) {
          to = other.to();
        }
      }
    }
    return new Mention(mention.kind(), from, to);
  }

  private void numbers() {
    while (true) {
      Cues bestCues = null;
      Mention bestMention = null;
      double best = 0;
      for (Cues cues : open) {
        for (Mention mention : mentions) {
          double score = free(mention.from()) ? number(cues, mention) : 0;
          if (score > best + 1e-9) {
            best = score;
            bestCues = cues;
            bestMention = mention;
          }
        }
      }
      if (bestCues == null || bestMention == null) {
        return;
      }
      if (!take(bestCues, bestMention)) {
        mentions.remove(bestMention);
      }
    }
  }

  private double number(Cues cues, Mention mention) {
    if (!isNumeric(cues.parameter())
        || mention.kind() == Mention.Kind.TIME
        || mention.kind() == Mention.Kind.DATE) {
      return 0;
    }
    double score = cues.parameter().mustBeSaid() ? 0.6 : 0.1;
    boolean span = mention.kind() == Mention.Kind.DURATION;
    boolean wantsSpan = Converter.timeUnit(cues.parameter()).isPresent();
    if (span) {
      score += wantsSpan ? 2.5 : -1;
    }
    score += unit(cues, mention) + nearName(cues, mention.from());
    // "its three sides are 5, 4 and 3": figures before words.
    score -= Character.isLetter(utterance.tokens().get(mention.from()).text().charAt(0)) ? 0.15 : 0;
    if (cues.names().contains(before(mention.from()))) {
      score += 2;
    }
    double least = cues.parameter().mustBeSaid() ? 0.3 : onlyOne() ? 0.05 : 1;
    return score >= least ? score : 0;
  }

  private boolean onlyOne() {
    long numeric =
        profile.candidate().schema().parameters().stream().filter(Slots::isNumeric).count();
    return numeric == 1
        && mentions.stream().filter(m -> m.kind() == Mention.Kind.NUMBER).count() == 1;
  }

  /// The word behind a number, or a sign at it.
  private double unit(Cues cues, Mention mention) {
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
  private double nearName(Cues cues, int at) {
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

  private void flags() {
    for (Cues cues : List.copyOf(open)) {
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
    List<String> names =
        List.of(dev.hob.features.act.PromptForms.words(parameter.name()).split(" "));
    return parameter.type() instanceof Flag
        && names.size() < 3
        && names.stream().anyMatch(POLARITY::contains);
  }

  private void polarity(Cues cues) {
    Optional<Boolean> said = new Flags(lexicon).read(utterance.text());
    boolean undone = utterance.undone();
    if (said.isPresent() || undone || cues.parameter().mustBeSaid()) {
      set(
          cues,
          com.fasterxml.jackson.databind.node.BooleanNode.valueOf(!undone && said.orElse(true)));
    }
  }

  private void mentioned(Cues cues) {
    for (int i = utterance.head(); i < utterance.tokens().size(); i++) {
      Token token = utterance.tokens().get(i);
      boolean telling =
          cues.name().contains(token.stem())
              && !VAGUE.contains(token.stem())
              && !lexicon.isFunction(token.lower())
              && !profile.name().contains(token.stem());
      if (telling && free(i)) {
        boolean no = false;
        for (int k = Math.max(0, i - 3); k < i; k++) {
          no |= NEGATIONS.contains(utterance.tokens().get(k).lower());
        }
        typed++;
        used.add(i);
        set(cues, com.fasterxml.jackson.databind.node.BooleanNode.valueOf(!no));
        return;
      }
    }
  }

  private void texts() {
    Set<String> triggers = triggers();
    while (true) {
      List<Chunk> chunks = Chunk.of(utterance, used, triggers, lexicon);
      Cues bestCues = null;
      Chunk bestChunk = null;
      double best = 0;
      for (int k = 0; k < open.size(); k++) {
        for (int c = 0; c < chunks.size(); c++) {
          double score = text(open.get(k), chunks.get(c)) - 0.02 * k - 0.01 * c;
          double least = least(open.get(k));
          if (score >= least && score > best) {
            best = score;
            bestCues = open.get(k);
            bestChunk = chunks.get(c);
          }
        }
      }
      if (bestCues == null || bestChunk == null) {
        return;
      }
      Chunk whole = trimmed(bestCues, extended(bestCues, bestChunk));
      if (!take(bestCues, utterance.between(whole.from(), whole.to()), whole.from(), whole.to())) {
        open.remove(bestCues);
      }
    }
  }

  private double least(Cues cues) {
    double least = cues.parameter().mustBeSaid() ? NEEDED : OPTIONAL;
    return strict ? least + STRICT : least;
  }

  private double text(Cues cues, Chunk chunk) {
    boolean list =
        cues.parameter().type() instanceof Items(var item, int _, int _) && item instanceof Text;
    boolean choice = cues.parameter().type() instanceof OneOf;
    if (!list && !choice && !(cues.parameter().type() instanceof Text)) {
      return 0;
    }
    if (choice) {
      return 0;
    }
    if (cues.isMoment()
        && mentions.stream().noneMatch(m -> m.from() < chunk.to() && chunk.from() < m.to())) {
      return 0;
    }
    boolean figures =
        mentions.stream().anyMatch(m -> m.from() < chunk.to() && chunk.from() < m.to());
    boolean thing = cues.sort() == Cues.Sort.PLACE || cues.sort() == Cues.Sort.PERSON;
    double score = cues.preposition(chunk.preposition());
    if (score <= 0 || (figures && thing)) {
      return 0;
    }
    boolean capital = false;
    boolean file = false;
    for (int i = chunk.from(); i < chunk.to(); i++) {
      Token token = utterance.tokens().get(i);
      capital |= token.isCapital() && i > utterance.head();
      file |= token.text().matches("[\\w-]+\\.[A-Za-z0-9]{1,5}");
      capital |= utterance.quoted().contains(i);
    }
    boolean proper =
        switch (cues.sort()) {
          case PLACE, PERSON, TITLE -> true;
          case TIME, DATE, TEXT, QUERY, OTHER -> false;
        };
    if (cues.sort() == Cues.Sort.PLACE
        && chunk.preposition().isEmpty()
        && !capital
        && !chunk.modifies()
        && !asked(chunk)
        && !Chunk.isBare(utterance)) {
      return 0;
    }
    score += capital && proper ? 0.6 : 0;
    score += named(cues, chunk) ? 2 : 0;
    score += file && cues.sort() == Cues.Sort.TITLE ? 2 : 0;
    score += nearName(cues, chunk.from());
    score += chunk.modifies() && proper ? 1.2 : 0;
    return score + (cues.parameter().mustBeSaid() ? 0.5 : 0);
  }

  /// `how warm is the cellar`: what a question is about.
  private boolean asked(Chunk chunk) {
    return utterance.mood() == Mood.QUESTION
        && Set.of("the", "my", "our").contains(before(chunk.from()));
  }

  /// `Barcelona team`: the parameter's own name follows.
  private boolean named(Cues cues, Chunk chunk) {
    return chunk.modifies() && cues.name().contains(utterance.tokens().get(chunk.to()).stem());
  }

  /// `upcoming Eminem`, `Apple stock`: of a person, a place or some other thing with a name only
  /// the name counts.
  private Chunk trimmed(Cues cues, Chunk chunk) {
    boolean names =
        switch (cues.sort()) {
          case PLACE, PERSON, OTHER -> true;
          case TIME, DATE, TITLE, TEXT, QUERY -> false;
        };
    int from = chunk.from();
    int to = chunk.to();
    while (from < to && !isProper(from)) {
      from++;
    }
    while (to > from && !isProper(to - 1)) {
      to--;
    }
    if (names && from < to) {
      return new Chunk(chunk.preposition(), from, to, false);
    }
    // `living room`: what is no name of its own needs the word that says what it is.
    boolean whole = cues.sort() == Cues.Sort.PLACE && named(cues, chunk);
    return whole ? new Chunk(chunk.preposition(), chunk.from(), chunk.to() + 1, false) : chunk;
  }

  private boolean isProper(int at) {
    Token token = utterance.tokens().get(at);
    return utterance.isQuoted(at)
        || (token.isCapital() && at > utterance.head())
        || Character.isDigit(token.text().charAt(0));
  }

  /// Free text and search words go on to the end.
  private Chunk extended(Cues cues, Chunk chunk) {
    boolean goesOn = cues.sort() == Cues.Sort.TEXT || cues.sort() == Cues.Sort.QUERY;
    boolean others =
        open.stream().anyMatch(other -> other != cues && other.parameter().type() instanceof Text);
    if (!goesOn || others) {
      return chunk;
    }
    int to = chunk.to();
    while (to < utterance.tokens().size() && free(to)) {
      to++;
    }
    if (to < utterance.tokens().size()) {
      return chunk;
    }
    while (to > chunk.to() && !utterance.tokens().get(to - 1).isWord()) {
      to--;
    }
    return new Chunk(chunk.preposition(), chunk.from(), to, false);
  }

  /// Stems that speak for the action, themselves or by a synonym: they are no values.
  private Set<String> triggers() {
    Set<String> out = new HashSet<>(profile.name());
    profile
        .words()
        .forEach((stem, weight) -> {
          if (weight >= 1) {
            out.add(stem);
          }
        });
    for (Token token : utterance.tokens()) {
      if (lexicon.synonyms(token.stem()).stream().anyMatch(profile.name()::contains)) {
        out.add(token.stem());
      }
    }
    return out;
  }

  private String before(int at) {
    return at > 0 ? utterance.tokens().get(at - 1).lower() : "";
  }

  private boolean free(int at) {
    return !used.contains(at);
  }

  private static boolean isNumeric(Parameter parameter) {
    return parameter.type() instanceof Numeric
        || (parameter.type() instanceof OneOf(List<JsonNode> members)
            && members.stream().allMatch(JsonNode::isNumber));
  }

  private Optional<Cues> best(java.util.function.ToDoubleFunction<Cues> score) {
    return open.stream()
        .filter(cues -> score.applyAsDouble(cues) > 0)
        .max(java.util.Comparator.comparingDouble(score));
  }

  private boolean take(Cues cues, Mention mention) {
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

  private boolean take(Cues cues, String words, int from, int to) {
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

  private void set(Cues cues, JsonNode value) {
    arguments.set(cues.parameter().name(), value);
    open.remove(cues);
  }
}
