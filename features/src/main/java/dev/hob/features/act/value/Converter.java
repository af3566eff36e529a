// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.value;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hob.features.act.PromptForms;
import dev.hob.features.act.schema.Parameter;
import dev.hob.features.act.schema.ValueType;
import dev.hob.features.act.schema.ValueType.Flag;
import dev.hob.features.act.schema.ValueType.Form;
import dev.hob.features.act.schema.ValueType.Items;
import dev.hob.features.act.schema.ValueType.Limits;
import dev.hob.features.act.schema.ValueType.Moment;
import dev.hob.features.act.schema.ValueType.Numeric;
import dev.hob.features.act.schema.ValueType.OneOf;
import dev.hob.features.act.schema.ValueType.Structure;
import dev.hob.features.act.schema.ValueType.Text;
import dev.hob.features.act.words.Lexicon;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Words → a value of a parameter's type. Immutable, thread-safe.
public final class Converter {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

  private final Flags flags;
  private final Choices choices;

  public Converter(Lexicon lexicon) {
    this.flags = new Flags(lexicon);
    this.choices = new Choices(lexicon);
  }

  /// @param words as they stand in what was said, or one of the choices that a prompt shows
  /// @param now what `tomorrow` is reckoned from
  /// @return valid by the parameter's type; empty where the words are no such value
  public Optional<JsonNode> convert(Parameter parameter, String words, OffsetDateTime now) {
    return value(parameter, parameter.type(), words, now);
  }

  private Optional<JsonNode> value(
      Parameter parameter, ValueType type, String words, OffsetDateTime now) {
    return switch (type) {
      case Text(int least, int most) ->
          Optional.of(PlainText.of(words))
              .filter(text -> !text.isEmpty() && text.length() >= least && text.length() <= most)
              .map(JSON::textNode);
      case Moment(Form form) -> moment(form, words, now).map(JSON::textNode);
      case Numeric(boolean whole, Limits limits) -> number(parameter, words, whole, limits);
      case Flag() -> flags.read(words).map(JSON::booleanNode);
      case OneOf(List<JsonNode> members) ->
          choices.nearest(members, words).map(Choices.Near::member);
      case Items(ValueType item, int least, int most) ->
          list(parameter, item, words, now)
              .filter(list -> list.size() >= least && list.size() <= most);
      case Structure _ -> Optional.empty();
    };
  }

  private static Optional<JsonNode> number(
      Parameter parameter, String words, boolean whole, Limits limits) {
    Optional<BigDecimal> value = quantity(parameter, words);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    BigDecimal number = value.get();
    BigDecimal most = limits.most();
    boolean share = most != null && most.compareTo(BigDecimal.ONE) == 0 && !whole;
    if (share && number.compareTo(BigDecimal.ONE) > 0 && words.matches("(?s).*(?:%|percent).*")) {
      number = number.movePointLeft(2);
    }
    if (!limits.hold(number) || (whole && number.stripTrailingZeros().scale() > 0)) {
      return Optional.empty();
    }
    return Optional.of(node(NumberWords.plain(number)));
  }

  /// A duration in the parameter's own unit where it has one.
  private static Optional<BigDecimal> quantity(Parameter parameter, String words) {
    OptionalLong unit = timeUnit(parameter);
    List<Found<BigDecimal>> durations = Durations.find(words);
    if (unit.isPresent() && durations.size() == 1) {
      BigDecimal seconds = durations.getFirst().value();
      return Optional.of(
          seconds.divide(BigDecimal.valueOf(unit.getAsLong()), MathContext.DECIMAL64));
    }
    return NumberWords.read(words);
  }

  /// Seconds of the time unit that a parameter's name or description names.
  public static OptionalLong timeUnit(Parameter parameter) {
    for (String source : List.of(parameter.name(), parameter.description())) {
      for (String word : PromptForms.words(source).split("[^a-z]+")) {
        long unit = word.length() < 3 ? 0 : Durations.unit(word);
        if (unit > 0) {
          return OptionalLong.of(unit);
        }
      }
    }
    return OptionalLong.empty();
  }

  private static JsonNode node(BigDecimal number) {
    if (number.scale() > 0) {
      return JSON.numberNode(number);
    }
    BigInteger integer = number.toBigIntegerExact();
    return integer.bitLength() < 32
        ? JSON.numberNode(integer.intValue())
        : integer.bitLength() < 64
            ? JSON.numberNode(integer.longValue())
            : JSON.numberNode(integer);
  }

  private static Optional<String> moment(Form form, String words, OffsetDateTime now) {
    return switch (form) {
      case DATE -> Days.read(words, now.toLocalDate()).map(LocalDate::toString);
      case TIME -> Clocks.read(words).map(TIME::format);
      case DATE_TIME -> dateTime(words, now);
      case DURATION -> {
        List<Found<BigDecimal>> all = Durations.find(words);
        yield all.size() == 1
            ? Optional.of(Duration.ofSeconds(all.getFirst().value().longValue()).toString())
            : Optional.empty();
      }
    };
  }

  /// A day alone says no time, so it is none; a time alone is the next such moment.
  private static Optional<String> dateTime(String words, OffsetDateTime now) {
    List<Found<BigDecimal>> later = Durations.find(words);
    if (later.size() == 1 && words.matches("(?is)\\s*(?:in|after) .*|.* from now\\W*")) {
      return Optional.of(zoned(now.plusSeconds(later.getFirst().value().longValue())));
    }
    Optional<LocalTime> time = Clocks.read(words);
    if (time.isEmpty()) {
      return Optional.empty();
    }
    Optional<LocalDate> day = Days.read(words, now.toLocalDate());
    OffsetDateTime moment = now.with(time.get());
    if (day.isPresent()) {
      moment = moment.with(day.get());
    } else if (moment.isBefore(now)) {
      moment = moment.plusDays(1);
    }
    return Optional.of(zoned(moment));
  }

  private static String zoned(OffsetDateTime moment) {
    return DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssXXX").format(moment);
  }

  private Optional<JsonNode> list(
      Parameter parameter, ValueType item, String words, OffsetDateTime now) {
    ArrayNode out = JSON.arrayNode();
    List<String> days = item instanceof Text ? Weekdays.read(words) : List.of();
    if (!days.isEmpty()) {
      days.forEach(out::add);
      return Optional.of(out);
    }
    String inner = words.strip().replaceAll("^[\\[({]|[\\])}]$", "");
    for (String part : inner.split("\\s*(?:,\\s*and\\s|,(?![0-9]{3}\\b)|;|\\band\\b|&)\\s*")) {
      Optional<JsonNode> value =
          part.isBlank() ? Optional.empty() : value(parameter, item, part, now);
      if (value.isPresent()) {
        out.add(value.get());
      } else if (!part.isBlank()) {
        return Optional.empty();
      }
    }
    return out.isEmpty() ? Optional.empty() : Optional.of(out);
  }
}
