// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.ask;

import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A Hob that is looked for, or started, when it is first needed. Used by one thread; a private one
/// is also stopped when the process is told to end, so that an interrupted scoring leaves nothing
/// behind.
public final class LazyHob implements AutoCloseable {
  private final Map<String, String> environment;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable RunningHob hob;

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
      if (found.isPrivate()) {
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "hob-eval-stop"));
      }
    }
    return found;
  }

  public boolean isOpen() {
    return hob != null;
  }

  @Override
  public void close() {
    RunningHob found = hob;
    if (found != null && closed.compareAndSet(false, true)) {
      found.close();
    }
  }
}
