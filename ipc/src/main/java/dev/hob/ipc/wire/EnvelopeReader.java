// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.Request;
import dev.hob.router.Deadline;
import dev.hob.router.PlacePreference;
import dev.hob.router.QueueClass;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Reads an [Envelope] strictly: an unknown field is refused by its JSON pointer, a wrong type by
/// what was expected there. `input` and `options` are left to the feature. Immutable.
public final class EnvelopeReader {
  /// Fields of a request to a feature.
  public static final List<String> REQUEST =
      List.of("input", "options", "class", "deadline", "place", "onOverflow", "base", "stream");

  /// Fields of a request that names its feature.
  public static final List<String> NAMED =
      List.of("feature", "input", "options", "class", "deadline", "place", "onOverflow", "base");

  /// Fields of `/v1/warm`.
  public static final List<String> WARM = List.of("feature", "class", "base");

  private static final List<String> DEADLINE = List.of("firstToken", "finish");

  private EnvelopeReader() {}

  /// @param known the fields that this request may have
  /// @throws ProblemException `invalid-input`
  public static Envelope read(ObjectNode root, List<String> known) {
    refuseUnknown(root, "", known);
    return new Envelope(
        text(root, "feature"), object(root, "input"), terms(root), flag(root, "stream"));
  }

  private static Envelope.Terms terms(ObjectNode root) {
    Envelope.Terms defaults = Envelope.Terms.defaults();
    return new Envelope.Terms(
        object(root, "options").orElseGet(defaults::options),
        choice(root, "class", QueueClass.values()).orElse(defaults.queueClass()),
        deadline(root),
        choice(root, "place", PlacePreference.values()).orElse(defaults.place()),
        choice(root, "onOverflow", Request.OnOverflow.values()).orElse(defaults.onOverflow()),
        text(root, "base"));
  }

  private static Deadline deadline(ObjectNode root) {
    Optional<ObjectNode> given = object(root, "deadline");
    given.ifPresent(deadline -> refuseUnknown(deadline, "/deadline", DEADLINE));
    return given
        .map(d -> new Deadline(millis(d, "firstToken"), millis(d, "finish")))
        .orElse(Deadline.NONE);
  }

  /// @throws ProblemException `invalid-input` naming the first field that is not in `known`
  public static void refuseUnknown(ObjectNode node, String pointer, List<String> known) {
    Set<String> names = Set.copyOf(known);
    node.fieldNames()
        .forEachRemaining(name -> {
          if (!names.contains(name)) {
            throw StrictJson.invalid(
                pointer + "/" + StrictJson.escape(name),
                known.isEmpty() ? "no fields" : "one of " + String.join(", ", known),
                "an unknown field");
          }
        });
  }

  private static Optional<ObjectNode> object(ObjectNode root, String name) {
    JsonNode value = root.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof ObjectNode object) {
      return Optional.of(object);
    }
    throw StrictJson.invalid("/" + name, "an object", StrictJson.kind(value));
  }

  private static Optional<String> text(ObjectNode root, String name) {
    JsonNode value = root.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw StrictJson.invalid("/" + name, "a string", StrictJson.kind(value));
    }
    return Optional.of(value.textValue());
  }

  private static boolean flag(ObjectNode root, String name) {
    JsonNode value = root.get(name);
    if (value != null && !value.isBoolean()) {
      throw StrictJson.invalid("/" + name, "true or false", StrictJson.kind(value));
    }
    return value != null && value.booleanValue();
  }

  private static Optional<Duration> millis(ObjectNode deadline, String name) {
    JsonNode value = deadline.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 1) {
      throw StrictJson.invalid(
          "/deadline/" + name,
          "a whole number of milliseconds, 1 or more",
          value.isNumber() ? value.asText() : StrictJson.kind(value));
    }
    return Optional.of(Duration.ofMillis(value.longValue()));
  }

  private static <E extends Enum<E>> Optional<E> choice(ObjectNode root, String name, E[] values) {
    Optional<String> given = text(root, name);
    for (E value : values) {
      if (given.isPresent() && given.get().equals(word(value))) {
        return Optional.of(value);
      }
    }
    if (given.isPresent()) {
      String expected =
          "one of " + String.join(", ", Arrays.stream(values).map(v -> word(v)).toList());
      throw StrictJson.invalid("/" + name, expected, given.get());
    }
    return Optional.empty();
  }

  /// An enum constant as the wire writes it.
  public static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
