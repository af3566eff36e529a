// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.flow;

import dev.hob.policy.DataClass;
import dev.hob.router.Plan;
import dev.hob.router.Prompt;
import java.util.List;
import java.util.function.ToIntFunction;

/// A task whose model calls each take a part of its input anyway, accepted by the size of its parts
/// instead of the whole.
///
/// @param sections how many parts there are
public record InParts(Task task, int sections) implements Task {
  @Override
  public DataClass dataClass() {
    return task.dataClass();
  }

  @Override
  public Method method() {
    return task.method();
  }

  @Override
  public List<String> ships() {
    return task.ships();
  }

  @Override
  public List<Prompt> sizes() {
    return task.plans().stream().map(Plan::prompt).toList();
  }

  @Override
  public List<Plan> plans() {
    return task.plans();
  }

  @Override
  public Task inSections(ToIntFunction<Prompt> tokens, int quota) {
    return this;
  }

  @Override
  public Made byHelper() {
    return task.byHelper();
  }

  @Override
  public Made byModel(Calls calls) throws InterruptedException {
    return task.byModel(calls);
  }
}
