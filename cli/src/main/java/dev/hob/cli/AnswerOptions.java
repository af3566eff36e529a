// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options that every feature command has.
final class AnswerOptions {
  @Option(names = "--json", description = "Print the whole answer as JSON.")
  boolean json;

  @Option(names = "--place", paramLabel = "auto|device|cloud", description = "Where it may run.")
  @Nullable String place;

  @Option(
      names = "--method",
      paramLabel = "auto|model|helper",
      description = "Who writes: the model, the rule-based helper, or the one that ships.")
  @Nullable String method;

  @Option(
      names = "--sections",
      description = "Work on an input over the quota in sections instead of refusing it.")
  boolean sections;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "The installed model that shall do it, as `hob model list` names it.")
  @Nullable String model;

  void addTo(ObjectNode body) {
    if (model != null) {
      body.put("base", model);
    }
    if (place != null) {
      body.put("place", place);
    }
    if (method != null) {
      body.withObjectProperty("options").put("method", method);
    }
    if (sections) {
      body.put("onOverflow", "sections");
    }
  }
}
