// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.policy.Decision;
import dev.hob.router.Executor;
import dev.hob.router.Piece;
import dev.hob.router.Plan;
import dev.hob.router.Refusal;
import dev.hob.router.RefusedException;
import dev.hob.router.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What every [Executor] must do. A subclass brings the executor and a plan.
public abstract class ExecutorContract {
  /// The executor under test, ready to take work.
  protected abstract Executor executor();

  /// A plan whose answer has at least three pieces of text and marks when it is left alone.
  protected abstract Plan plan(int maxTokens);

  /// Runs that still hold something (leases, connections); waited for, not sampled.
  protected abstract void awaitNothingLeft();

  private Decision allowed() {
    return Works.decision(Set.of(executor().place()), 2048);
  }

  @Test
  void tellsStartedFirstThenTokensThenFinishedOnce() throws InterruptedException {
    try (Run run = executor().start(plan(8), allowed())) {
      List<Piece> pieces = drain(run);
      assertInstanceOf(Piece.Started.class, pieces.getFirst());
      assertInstanceOf(Piece.Finished.class, pieces.getLast());
      assertTrue(pieces.size() >= 3, () -> "an answer was expected: " + pieces);
      assertTrue(
          pieces.subList(1, pieces.size() - 1).stream()
              .allMatch(p -> p instanceof Piece.Text || p instanceof Piece.Mark),
          pieces::toString);
    }
    awaitNothingLeft();
  }

  @Test
  void cancelFromAnotherThreadEndsTheRunAsCancelledAndIsIdempotent() throws InterruptedException {
    try (Run run = executor().start(plan(200), allowed())) {
      assertInstanceOf(Piece.Started.class, run.next());
      Thread canceller = Thread.ofVirtual().start(run::cancel);
      canceller.join();
      run.cancel();
      List<Piece> rest = drain(run);
      assertEquals(
          Piece.Why.CANCELLED, assertInstanceOf(Piece.Finished.class, rest.getLast()).why());
    }
    awaitNothingLeft();
  }

  @Test
  void closingInMidStreamLeavesNothing() throws InterruptedException {
    Run run = executor().start(plan(200), allowed());
    run.next();
    run.close();
    run.close();
    awaitNothingLeft();
  }

  @Test
  void closingBeforeTheFirstPieceLeavesNothing() throws InterruptedException {
    executor().start(plan(200), allowed()).close();
    awaitNothingLeft();
  }

  @Test
  void aCancelledRunLeavesAnotherOneUntouched() throws InterruptedException {
    List<Piece> alone;
    try (Run run = executor().start(plan(8), allowed())) {
      alone = drain(run);
    }
    try (Run kept = executor().start(plan(8), allowed());
        Run dropped = executor().start(plan(200), allowed())) {
      dropped.next();
      dropped.cancel();
      assertEquals(answer(alone), answer(drain(kept)));
    }
    awaitNothingLeft();
  }

  @Test
  void refusesWhatPolicyDoesNotAllowHere() {
    Decision nowhere = Works.decision(Set.of(), 2048);
    RefusedException refused =
        assertThrows(RefusedException.class, () -> executor().start(plan(8), nowhere).next());
    assertInstanceOf(Refusal.NotPermitted.class, refused.why());
    awaitNothingLeft();
  }

  @Test
  void isAvailableWhenItIs() {
    assertTrue(executor().unavailable().isEmpty());
    assertFalse(executor().place().name().isEmpty());
  }

  /// All pieces to the end.
  protected static List<Piece> drain(Run run) throws InterruptedException {
    List<Piece> pieces = new ArrayList<>();
    do {
      pieces.add(run.next());
    } while (!(pieces.getLast() instanceof Piece.Finished));
    return pieces;
  }

  /// Text and marks as one string.
  protected static String answer(List<Piece> pieces) {
    StringBuilder answer = new StringBuilder();
    for (Piece piece : pieces) {
      switch (piece) {
        case Piece.Text(String text) -> answer.append(text);
        case Piece.Mark(String name, double _) -> answer.append("<|").append(name).append("|>");
        case Piece.Started _, Piece.Finished _ -> {}
      }
    }
    return answer.toString();
  }
}
