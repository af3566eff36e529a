// SPDX-License-Identifier: Apache-2.0
package dev.hob.features;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.router.Refusal;
import java.time.Duration;
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

  /// Policy does not let `caller` have an action carried out; nothing was called.
  ///
  /// @param rule what decided
  /// @param source `file:line` of it, or `default`
  record ActionNotPermitted(
      String caller, String app, String action, String rule, String source, String why)
      implements Problem {}

  /// An action waits for the person's yes, and the person was not asked. The id stands for this
  /// call; it is no yes.
  ///
  /// @param consentId for `{"consent": id}`, once
  /// @param within how long the id is good for
  /// @param call app, action and arguments as they would be carried out
  /// @param rule of policy that wants the yes
  record NeedsConfirmation(
      String consentId, Duration within, JsonNode call, String rule, String source, String why)
      implements Problem {}

  /// No such earlier request of this caller.
  ///
  /// @param known ids that would do
  record UnknownRequest(String id, List<String> known) implements Problem {}

  /// The router's refusal, unchanged.
  record Refused(Refusal why) implements Problem {}
}
