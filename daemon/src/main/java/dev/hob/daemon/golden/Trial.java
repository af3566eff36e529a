// SPDX-License-Identifier: Apache-2.0
package dev.hob.daemon.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.Answer;
import dev.hob.features.AnswerSink;
import dev.hob.features.FeatureService;
import dev.hob.features.ProblemException;
import dev.hob.features.Request;
import dev.hob.policy.Caller;
import dev.hob.registry.GoldenCase;
import dev.hob.router.Deadline;
import dev.hob.router.PlacePreference;
import dev.hob.router.QueueClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Asks each case of the model and compares (formats.md, 2).
///
/// @param role of the adapter on trial
record Trial(FeatureService features, String role) {
  private static final Caller HOB = new Caller("dev.hob.Golden", -1, -1, Caller.Trust.USER);
  private static final List<String> TONES = List.of("friendly", "professional", "concise");
  private static final List<String> TEXTS = List.of("text", "summary", "headline");

  /// Whether there is a feature that asks for this role.
  boolean isPossible() {
    return features.names().contains(TONES.contains(role) ? "rewrite" : role);
  }

  boolean passes(GoldenCase golden) throws InterruptedException {
    try {
      Answer answer = features.answer(request(golden), AnswerSink.FINAL_ONLY);
      return holds(golden, answer.output());
    } catch (ProblemException e) {
      return false;
    }
  }

  private Request request(GoldenCase golden) {
    ObjectNode options = golden.options().deepCopy();
    options.put("method", "model");
    String feature = role;
    if (TONES.contains(role)) {
      feature = "rewrite";
      options.put("style", role);
    } else if (golden.input().has("notifications") && role.equals("summarize")) {
      feature = "digest";
    }
    return new Request(
        feature,
        golden.input(),
        options,
        HOB,
        QueueClass.BACKGROUND,
        Deadline.NONE,
        PlacePreference.DEVICE,
        Request.OnOverflow.REFUSE);
  }

  /// `contains` looks at every value of the output, the others at its text.
  static boolean holds(GoldenCase golden, JsonNode output) {
    String everything = values(output).stream().collect(Collectors.joining("\n"));
    String text =
        TEXTS.stream()
            .filter(output::has)
            .findFirst()
            .map(name -> output.get(name).asText())
            .orElse(everything);
    return golden.contains().stream().allMatch(everything::contains)
        && (golden.maxChars() == 0 || text.length() <= golden.maxChars())
        && (!golden.schemaValid() || output.isObject())
        && Optional.of(text).filter(golden.equals().orElse(text)::equals).isPresent();
  }

  private static List<String> values(JsonNode node) {
    List<String> out = new ArrayList<>();
    if (node.isValueNode()) {
      out.add(node.asText());
    }
    node.forEach(child -> out.addAll(values(child)));
    return out;
  }
}
