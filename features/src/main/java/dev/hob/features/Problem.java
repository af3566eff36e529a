// SPDX-License-Identifier: Apache-2.0
package dev.hob.features;

import dev.hob.router.Refusal;
import java.util.List;

/// Expected ways for a request to end without an answer. Doors map them to the vocabulary of
/// formats.md, 4.
public sealed interface Problem {
  /// @param pointer JSON pointer into the request
  record InvalidInput(String pointer, String expected, String got) implements Problem {}

  record UnsupportedLanguage(String language, List<String> supported) implements Problem {}

  record UnsupportedOption(String option, List<String> supported) implements Problem {}

  record UnknownFeature(String name, List<String> known) implements Problem {}

  record NotPermitted(String caller, String feature, String rule, String source)
      implements Problem {}

  record NeedsConsent(String consentId) implements Problem {}

  /// The router's refusal, unchanged.
  record Refused(Refusal why) implements Problem {}
}
