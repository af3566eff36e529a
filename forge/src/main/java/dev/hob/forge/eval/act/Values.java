// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.act;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.features.fact.Fact;
import dev.hob.features.fact.FactClass;
import dev.hob.features.fact.FactContext;
import dev.hob.features.fact.FactExtractor;
import dev.hob.features.fact.FactSource;
import dev.hob.features.fact.FactValue.Clock;
import dev.hob.features.fact.NormalText;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Do two arguments say the same? By the type that the schema gives them: numbers as decimals, days
/// and times as facts, arrays in order, objects member by member, other texts by their plain words.
final class Values {
  private static final String MARKS = ".!?";
  private static final Pattern MACHINE_TIME =
      Pattern.compile("(?:[0-9]{4}-[0-9]{2}-[0-9]{2}T)?([0-9]{2}):([0-9]{2})(?::.*)?(?:Z|[+-].*)?");

  private final FactExtractor extractor;
  private final FactContext context;

  /// @param context knows the day, so that `tomorrow` is a date
  Values(FactExtractor extractor, FactContext context) {
    this.extractor = extractor;
    this.context = context;
  }

  boolean same(JsonNode schema, JsonNode right, JsonNode given) {
    if (right.equals(given)) {
      return true;
    }
    return switch (type(schema, right)) {
      case "array" -> sameElements(schema.path("items"), right, given);
      case "object" -> sameMembers(schema, right, given);
      case "integer", "number" -> sameNumber(right, given);
      default -> sameText(schema.path("format").asText(), right, given);
    };
  }

  /// The schema's type; of several the first that is not null; where it names none, the value's
  /// own.
  static String type(JsonNode schema, JsonNode value) {
    JsonNode type = schema.path("type");
    if (type.isTextual()) {
      return type.textValue();
    }
    for (JsonNode one : type) {
      if (!one.asText().equals("null")) {
        return one.asText();
      }
    }
    return switch (value.getNodeType()) {
      case ARRAY -> "array";
      case OBJECT -> "object";
      case NUMBER -> "number";
      default -> "string";
    };
  }

  private boolean sameElements(JsonNode items, JsonNode right, JsonNode given) {
    if (!right.isArray() || !given.isArray() || right.size() != given.size()) {
      return false;
    }
    for (int i = 0; i < right.size(); i++) {
      if (!same(items, right.get(i), given.get(i))) {
        return false;
      }
    }
    return true;
  }

  /// Defaults of the schema stand for members that one side leaves out.
  private boolean sameMembers(JsonNode schema, JsonNode right, JsonNode given) {
    if (!right.isObject() || !given.isObject()) {
      return false;
    }
    Set<String> names = new HashSet<>();
    right.fieldNames().forEachRemaining(names::add);
    given.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      JsonNode member = schema.path("properties").path(name);
      JsonNode a = right.has(name) ? right.get(name) : member.path("default");
      JsonNode b = given.has(name) ? given.get(name) : member.path("default");
      if (a.isMissingNode() || b.isMissingNode() || !same(member, a, b)) {
        return false;
      }
    }
    return true;
  }

  private boolean sameNumber(JsonNode right, JsonNode given) {
    Optional<BigDecimal> a = decimal(right);
    Optional<BigDecimal> b = decimal(given);
    return (a.isPresent() && b.isPresent())
        ? a.get().compareTo(b.get()) == 0
        : sameText("", right, given);
  }

  private static Optional<BigDecimal> decimal(JsonNode value) {
    if (value.isNumber()) {
      return Optional.of(value.decimalValue());
    }
    try {
      return value.isTextual()
          ? Optional.of(new BigDecimal(value.textValue().strip()))
          : Optional.empty();
    } catch (NumberFormatException words) {
      return Optional.empty();
    }
  }

  private boolean sameText(String format, JsonNode right, JsonNode given) {
    if (right.isContainerNode() || given.isContainerNode()) {
      return false;
    }
    String a = right.asText();
    String b = given.asText();
    return plain(a).equals(plain(b)) || (!format.isEmpty() && sameForm(format, a, b));
  }

  private boolean sameForm(String format, String right, String given) {
    return switch (format) {
      case "date" -> agree(FactClass.DATE, right, given);
      case "time" -> agree(FactClass.TIME, right, given);
      case "date-time" ->
          agree(FactClass.DATE, right, given) && agree(FactClass.TIME, right, given);
      case "duration" -> {
        OptionalLong a = Durations.seconds(right);
        yield a.isPresent() && a.equals(Durations.seconds(given));
      }
      default -> false;
    };
  }

  private boolean agree(FactClass kind, String right, String given) {
    List<Fact> wanted = facts(kind, right);
    List<Fact> said = facts(kind, given);
    return !wanted.isEmpty()
        && wanted.size() == said.size()
        && FactSource.of(spaced(given), extractor, context).supportsAll(wanted)
        && (kind != FactClass.TIME || (onOneClock(wanted, given) && onOneClock(said, right)));
  }

  /// Are all facts of this kind in `text`, of which there must be one, stated by `source`?
  boolean supports(String source, FactClass kind, String text) {
    List<Fact> stated = facts(kind, text);
    return !stated.isEmpty()
        && FactSource.of(source, extractor, context).supportsAll(stated)
        && (kind != FactClass.TIME
            || facts(kind, source).stream().anyMatch(fact -> onOneClock(List.of(fact), text)));
  }

  /// A time in its schema's own form has but one reading: `06:15` is in the morning.
  private static boolean onOneClock(List<Fact> times, String text) {
    Matcher matcher = MACHINE_TIME.matcher(text);
    if (!matcher.matches()) {
      return true;
    }
    int minute = 60 * Integer.parseInt(matcher.group(1)) + Integer.parseInt(matcher.group(2));
    return times.stream()
        .allMatch(time -> time.value() instanceof Clock c && c.minutes().contains(minute));
  }

  List<Fact> facts(FactClass kind, String text) {
    return extractor.extract(spaced(text), context).stream()
        .filter(fact -> fact.kind() == kind)
        .toList();
  }

  /// `2026-05-04T10:00` is a date and a time: the letter between them is no part of either.
  static String spaced(String text) {
    return text.replaceAll("(?<=[0-9])T(?=[0-9]{2}:)", " ");
  }

  /// Texts that say the same are equal in this form: N1; outer quotes and final `.!?` cut, and then
  /// a leading article.
  static String plain(String text) {
    String plain = unquoted(NormalText.n1(text));
    int end = plain.length();
    while (end > 0 && MARKS.indexOf(plain.charAt(end - 1)) >= 0) {
      end--;
    }
    plain = unquoted(plain.substring(0, end).strip());
    for (String article : List.of("a ", "an ", "the ")) {
      if (plain.startsWith(article)) {
        return plain.substring(article.length());
      }
    }
    return plain;
  }

  private static String unquoted(String text) {
    int last = text.length() - 1;
    boolean quoted =
        last > 0
            && text.charAt(0) == text.charAt(last)
            && (text.charAt(0) == '"' || text.charAt(0) == '\'');
    return quoted ? text.substring(1, last).strip() : text;
  }
}
