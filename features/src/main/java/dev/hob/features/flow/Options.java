// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.flow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.features.Problem;
import dev.hob.features.ProblemException;
import dev.hob.features.input.StrictObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// The options of a request, read strictly: an option that a feature does not have is refused by
/// name, with those it has.
public final class Options {
  private static final int MAX_WORDS = 1000;
  private static final int MAX_CHARS = 20_000;
  private static final List<String> LANGUAGES = List.of("en", "en-US", "en-GB");

  private final StrictObject fields;
  private final List<String> supported;

  /// @param supported names of the feature's options
  public Options(JsonNode options, List<String> supported) {
    this.fields = StrictObject.optional(options, "/options");
    this.supported = List.copyOf(supported);
    for (String name : fields.names()) {
      if (!supported.contains(name)) {
        throw new ProblemException(new Problem.UnsupportedOption(name, supported));
      }
    }
  }

  /// Who shall write.
  public Method method() {
    return fields.oneOf("method", Method.WORDS).map(Method::of).orElse(Method.AUTO);
  }

  /// Longest answer in words.
  public OptionalInt words() {
    return optional(fields.integer("words", 1, MAX_WORDS));
  }

  /// Longest answer in characters.
  public OptionalInt maxChars() {
    return optional(fields.integer("maxChars", 10, MAX_CHARS));
  }

  /// One of `allowed`.
  ///
  /// @throws ProblemException it is missing, or none of them
  public String oneOf(String name, List<String> allowed) {
    return fields
        .oneOf(name, allowed)
        .orElseThrow(() ->
            new ProblemException(
                new Problem.InvalidInput(
                    "/options/" + name, "one of " + String.join(", ", allowed), "nothing")));
  }

  /// A whole number within bounds, if there.
  public OptionalInt integer(String name, int least, int most) {
    return optional(fields.integer(name, least, most));
  }

  /// A number within bounds, if there.
  public OptionalDouble number(String name, double least, double most) {
    return fields.number(name, least, most);
  }

  /// An object, if there.
  public Optional<StrictObject> object(String name) {
    return fields.node(name).map(node -> new StrictObject(node, "/options/" + name));
  }

  /// A text that is not blank, if there.
  public Optional<String> text(String name) {
    return supported.contains(name) && fields.has(name)
        ? Optional.of(fields.text(name))
        : Optional.empty();
  }

  public Optional<Boolean> flag(String name) {
    return fields.bool(name);
  }

  /// A word out of a closed list, if there.
  public Optional<String> word(String name, List<String> words) {
    return fields.oneOf(name, words);
  }

  /// A time in whole milliseconds, if there.
  public Optional<Duration> millis(String name, Duration least, Duration most) {
    return fields
        .integer(name, Math.toIntExact(least.toMillis()), Math.toIntExact(most.toMillis()))
        .map(Duration::ofMillis);
  }

  /// @throws ProblemException it is none that Hob's lists and adapters know
  public String language() {
    String language = fields.optionalText("language").orElse("en-US");
    if (!LANGUAGES.contains(language)) {
      throw new ProblemException(new Problem.UnsupportedLanguage(language, LANGUAGES));
    }
    return language;
  }

  private static OptionalInt optional(Optional<Integer> value) {
    return value.map(OptionalInt::of).orElseGet(OptionalInt::empty);
  }
}
