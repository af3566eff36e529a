// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.layer;

import static java.util.function.Function.identity;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.policy.PowerRules;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The forms that policy values have.
final class Forms {
  static final String SIGNER_PREFIX = "ed25519:";
  private static final Pattern HOST_PORT =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9.-]+):([0-9]{1,5})");
  private static final Pattern HOURS =
      Pattern.compile("([0-2][0-9]:[0-5][0-9])-([0-2][0-9]:[0-5][0-9])");

  private Forms() {}

  static Form<Boolean> bool() {
    return new Form<>(
        "on or off",
        node ->
            node instanceof YamlNode.Scalar scalar
                ? switch (scalar.kind()) {
                  case TRUE -> Optional.of(true);
                  case FALSE -> Optional.of(false);
                  case TEXT, INTEGER, DECIMAL, NULL -> Optional.empty();
                }
                : Optional.empty(),
        on -> on ? "on" : "off",
        type("boolean"));
  }

  static Form<Integer> integer(int min, int max) {
    return new Form<>(
        "a whole number from " + min + " to " + max,
        node ->
            scalar(node, YamlNode.Kind.INTEGER)
                .flatMap(Forms::parseInt)
                .filter(number -> number >= min && number <= max),
        String::valueOf,
        type("integer").put("minimum", min).put("maximum", max));
  }

  static Form<Long> longInteger(long min, long max) {
    return new Form<>(
        "a whole number from " + min + " to " + max,
        node ->
            scalar(node, YamlNode.Kind.INTEGER)
                .flatMap(Forms::parseLong)
                .filter(number -> number >= min && number <= max),
        String::valueOf,
        type("integer").put("minimum", min).put("maximum", max));
  }

  static Form<Long> bytes(long min) {
    return new Form<>(
        "a size such as 700MiB, at least " + Units.bytes(min),
        node ->
            text(node)
                .map(Units::bytes)
                .filter(OptionalLong::isPresent)
                .map(OptionalLong::getAsLong)
                .filter(size -> size >= min),
        Units::bytes,
        pattern("^[0-9]{1,18}(B|KiB|MiB|GiB)$"));
  }

  static Form<Duration> duration(Duration min, Duration max) {
    return new Form<>(
        "a time from "
            + Units.duration(min)
            + " to "
            + Units.duration(max)
            + ", written as 500ms, 20s, 10m, 3h or 90d",
        node ->
            text(node)
                .flatMap(Units::duration)
                .filter(time -> time.compareTo(min) >= 0 && time.compareTo(max) <= 0),
        Units::duration,
        pattern("^[0-9]{1,18}(ms|s|m|h|d)$"));
  }

  /// A time, or `memory`, which is no time at all.
  static Form<Duration> memoryOr(Form<Duration> time) {
    return new Form<>(
        "\"memory\" or " + time.expected(),
        node ->
            text(node)
                .filter("memory"::equals)
                .map(_ -> Duration.ZERO)
                .or(() -> time.read().apply(node)),
        value -> value.isZero() ? "memory" : time.show().apply(value),
        pattern("^(memory|[0-9]{1,18}(ms|s|m|h|d))$"));
  }

  static Form<PowerRules.Hours> hours() {
    return new Form<>(
        "two times of day such as \"22:00-06:00\"",
        node -> text(node).flatMap(Forms::parseHours),
        PowerRules.Hours::toString,
        pattern("^[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$"));
  }

  static <E extends Enum<E>> Form<E> word(Class<E> type) {
    List<String> words = words(type);
    ObjectNode schema = type("string");
    words.forEach(schema.putArray("enum")::add);
    return new Form<>(
        "one of " + String.join(", ", words),
        node -> text(node).flatMap(word -> constant(type, word)),
        Forms::wordOf,
        schema);
  }

  static <E extends Enum<E>> Form<Set<E>> wordSet(Class<E> type) {
    List<String> words = words(type);
    ObjectNode items = type("string");
    words.forEach(items.putArray("enum")::add);
    return new Form<>(
        "a list of " + String.join(", ", words),
        node -> set(node, word -> constant(type, word)),
        values -> values.stream().sorted().map(Forms::wordOf).collect(list()),
        listOf(items));
  }

  static Form<Set<String>> names(Set<String> known, String what) {
    ObjectNode items = type("string");
    known.forEach(items.putArray("enum")::add);
    return new Form<>(
        "a list of " + what + " (" + String.join(", ", known) + ")",
        node -> set(node, name -> known.contains(name) ? Optional.of(name) : Optional.empty()),
        values -> values.stream().sorted().collect(list()),
        listOf(items));
  }

  /// Public keys; 32 bytes each in base64.
  static Form<Set<String>> signers() {
    return new Form<>(
        "a list of \"" + SIGNER_PREFIX + "<32 bytes in base64>\"",
        node -> set(node, Forms::signer),
        values -> values.stream().sorted().collect(list()),
        listOf(pattern("^ed25519:[A-Za-z0-9+/]{43}=$")));
  }

  static Form<String> name() {
    return new Form<>(
        "a name", node -> text(node).filter(name -> !name.isBlank()), identity(), type("string"));
  }

  /// A name to match; a `*` anywhere but at the end would silently match nothing.
  static Form<String> namePattern() {
    return new Form<>(
        "a name; a * may only stand at its end",
        node ->
            text(node)
                .filter(name -> !name.isBlank())
                .filter(name -> name.indexOf('*') < 0 || name.indexOf('*') == name.length() - 1),
        identity(),
        pattern("^[^*]*[*]?$"));
  }

  static Form<URI> httpsUri() {
    return new Form<>(
        "an address that begins with https://, without user, query or fragment",
        node -> text(node).flatMap(Forms::parseHttps),
        URI::toString,
        pattern("^https://"));
  }

  static Form<Path> absolutePath() {
    return new Form<>(
        "an absolute path",
        node -> text(node).filter(path -> path.startsWith("/")).flatMap(Forms::parsePath),
        Path::toString,
        pattern("^/"));
  }

  /// @return host and port, as written
  static Form<String> hostPort() {
    return new Form<>(
        "an address and a port such as 127.0.0.1:8443",
        node ->
            text(node)
                .filter(address -> {
                  var match = HOST_PORT.matcher(address);
                  return match.matches() && Integer.parseInt(match.group(2)) <= 65535;
                }),
        identity(),
        pattern("^.+:[0-9]{1,5}$"));
  }

  static Optional<String> text(YamlNode node) {
    return scalar(node, YamlNode.Kind.TEXT);
  }

  static <E extends Enum<E>> String wordOf(E constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  static ObjectNode type(String name) {
    return JsonNodeFactory.instance.objectNode().put("type", name);
  }

  private static ObjectNode pattern(String regex) {
    return type("string").put("pattern", regex);
  }

  private static ObjectNode listOf(ObjectNode items) {
    ObjectNode schema = type("array").put("uniqueItems", true);
    schema.set("items", items);
    return schema;
  }

  private static <E extends Enum<E>> List<String> words(Class<E> type) {
    return Stream.of(type.getEnumConstants()).map(Forms::wordOf).toList();
  }

  private static <E extends Enum<E>> Optional<E> constant(Class<E> type, String word) {
    return Stream.of(type.getEnumConstants())
        .filter(constant -> wordOf(constant).equals(word))
        .findFirst();
  }

  private static java.util.stream.Collector<CharSequence, ?, String> list() {
    return Collectors.joining(", ", "[", "]");
  }

  private static Optional<String> scalar(YamlNode node, YamlNode.Kind kind) {
    return node instanceof YamlNode.Scalar scalar && scalar.kind() == kind
        ? Optional.of(scalar.text())
        : Optional.empty();
  }

  private static <T> Optional<Set<T>> set(YamlNode node, Function<String, Optional<T>> item) {
    if (!(node instanceof YamlNode.Sequence sequence)) {
      return Optional.empty();
    }
    List<T> found = new ArrayList<>();
    for (YamlNode each : sequence.items()) {
      text(each).flatMap(item).ifPresent(found::add);
    }
    Set<T> distinct = new LinkedHashSet<>(found);
    return distinct.size() == sequence.items().size() ? Optional.of(distinct) : Optional.empty();
  }

  private static Optional<Integer> parseInt(String digits) {
    return parseLong(digits)
        .filter(number -> number >= Integer.MIN_VALUE && number <= Integer.MAX_VALUE)
        .map(Long::intValue);
  }

  private static Optional<Long> parseLong(String digits) {
    try {
      return Optional.of(Long.parseLong(digits));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<PowerRules.Hours> parseHours(String text) {
    var match = HOURS.matcher(text);
    if (!match.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new PowerRules.Hours(LocalTime.parse(match.group(1)), LocalTime.parse(match.group(2))));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static Optional<URI> parseHttps(String text) {
    try {
      URI uri = new URI(text);
      boolean plain =
          uri.getHost() != null
              && uri.getUserInfo() == null
              && uri.getQuery() == null
              && uri.getFragment() == null;
      return plain && "https".equals(uri.getScheme()) ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static Optional<Path> parsePath(String text) {
    try {
      return Optional.of(Path.of(text).normalize());
    } catch (java.nio.file.InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> signer(String text) {
    if (!text.startsWith(SIGNER_PREFIX)) {
      return Optional.empty();
    }
    try {
      byte[] key = Base64.getDecoder().decode(text.substring(SIGNER_PREFIX.length()));
      return key.length == 32 ? Optional.of(text) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
