// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.ask;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A Hob that is looked for, or started, when it is first needed. One thread.
public final class LazyHob implements AutoCloseable {
  private final Map<String, String> environment;
  private @Nullable RunningHob hob;

  /// @param environment says where a Hob runs, or how to start one
  public LazyHob(Map<String, String> environment) {
    this.environment = environment;
  }

  /// @throws dev.hob.client.HobException none runs and none can be started
  public RunningHob open() {
    RunningHob found = hob;
    if (found == null) {
      found = RunningHob.find(environment);
      hob = found;
    }
    return found;
  }

  public boolean isOpen() {
    return hob != null;
  }

  @Override
  public void close() {
    if (hob != null) {
      hob.close();
    }
  }
}
