// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.flow;

import dev.hob.policy.DataClass;
import dev.hob.router.Plan;
import dev.hob.router.Prompt;
import java.util.List;
import java.util.function.ToIntFunction;

/// A request that was read: pure data and the two ways to answer it. Immutable.
public interface Task {
  DataClass dataClass();

  Method method();

  /// Names under which what this request needs of a model ships ([Feature#variants()]): the model
  /// is asked where it is the better writer of any of them. Empty = the feature's own name.
  default List<String> ships() {
    return List.of();
  }

  /// Prompts whose largest is the size of this input against the quota.
  List<Prompt> sizes();

  /// The model calls that are planned, before any retry. Pure: the same task, the same plans.
  List<Plan> plans();

  /// The same task in parts that each stay within `quota`; itself where it has such parts already.
  ///
  /// @param tokens counts a prompt
  Task inSections(ToIntFunction<Prompt> tokens, int quota);

  /// In how many sections the input is worked on.
  default int sections() {
    return 1;
  }

  /// The answer by the deterministic helper.
  Made byHelper();

  /// The answer by the model, checked; what fails twice is quoted.
  ///
  /// @throws dev.hob.router.RefusedException a call could not go on
  Made byModel(Calls calls) throws InterruptedException;
}
