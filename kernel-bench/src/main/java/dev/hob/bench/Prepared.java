// SPDX-License-Identifier: Apache-2.0
package dev.hob.bench;

import java.lang.foreign.Arena;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// State of a benchmark: one operation, its operands made before and freed after the trial. Public
/// because JMH's generated classes extend it.
@State(Scope.Thread)
public abstract class Prepared {
  private final Arena arena = Arena.ofShared();
  private @Nullable Operation operation;

  abstract Operation prepare(Arena arena);

  @Setup
  public void setUp() {
    operation = prepare(arena);
  }

  @TearDown
  public void tearDown() {
    if (operation != null) {
      operation.close();
    }
    arena.close();
  }

  void once() {
    Objects.requireNonNull(operation, "set up").run();
  }
}
