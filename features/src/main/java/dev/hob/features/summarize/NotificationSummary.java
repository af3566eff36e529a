// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.summarize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.flow.Calls;
import dev.hob.features.flow.Made;
import dev.hob.features.flow.Method;
import dev.hob.features.flow.Task;
import dev.hob.policy.DataClass;
import dev.hob.router.Plan;
import dev.hob.router.Prompt;
import java.util.List;
import java.util.function.ToIntFunction;

/// A digest in the shape of a summary: one line a group.
record NotificationSummary(Task digest) implements Task {
  @Override
  public DataClass dataClass() {
    return digest.dataClass();
  }

  @Override
  public Method method() {
    return digest.method();
  }

  @Override
  public List<String> ships() {
    return digest.ships();
  }

  @Override
  public List<Prompt> sizes() {
    return digest.sizes();
  }

  @Override
  public List<Plan> plans() {
    return digest.plans();
  }

  @Override
  public Task inSections(ToIntFunction<Prompt> tokens, int quota) {
    return new NotificationSummary(digest.inSections(tokens, quota));
  }

  @Override
  public Made byHelper() {
    return shaped(digest.byHelper());
  }

  @Override
  public Made byModel(Calls calls) throws InterruptedException {
    return shaped(digest.byModel(calls));
  }

  private static Made shaped(Made made) {
    ObjectNode output = JsonNodeFactory.instance.objectNode();
    output.put("summary", made.text());
    ArrayNode points = output.putArray("keyPoints");
    ArrayNode sources = output.putArray("sources");
    for (JsonNode group : made.output().path("groups")) {
      if (!group.path("summary").asText().isEmpty()) {
        points.add(group.path("summary"));
      }
      group.path("sources").forEach(source -> sources.add(source.deepCopy()));
    }
    return new Made(
        output,
        made.text(),
        made.by(),
        made.checked(),
        made.quoted(),
        made.rejected(),
        made.retries());
  }
}
