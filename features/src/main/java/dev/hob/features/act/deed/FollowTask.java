// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.deed;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hob.features.flow.Aftermath;
import dev.hob.features.flow.Calls;
import dev.hob.features.flow.Made;
import dev.hob.features.flow.Method;
import dev.hob.features.flow.Task;
import dev.hob.policy.DataClass;
import dev.hob.router.Plan;
import dev.hob.router.Prompt;
import java.util.List;
import java.util.function.ToIntFunction;

/// A request that names an earlier one: there is nothing to choose, so no model has a part in it.
record FollowTask(Aftermath next) implements Task {
  @Override
  public DataClass dataClass() {
    return DataClass.ACTION;
  }

  @Override
  public Method method() {
    return Method.HELPER;
  }

  @Override
  public List<Prompt> sizes() {
    return List.of();
  }

  @Override
  public List<Plan> plans() {
    return List.of();
  }

  @Override
  public Task inSections(ToIntFunction<Prompt> tokens, int quota) {
    return this;
  }

  @Override
  public Made byHelper() {
    return Made.byHelper(JsonNodeFactory.instance.objectNode(), "").then(next);
  }

  @Override
  public Made byModel(Calls calls) {
    return byHelper();
  }
}
