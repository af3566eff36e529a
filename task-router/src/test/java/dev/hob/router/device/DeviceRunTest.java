// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.Generation;
import dev.hob.engine.TokenEvent;
import dev.hob.router.Piece;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class DeviceRunTest {
  private final WordTokenizer words = new WordTokenizer();
  private final List<String> closings = new ArrayList<>();

  private DeviceRun run(TokenEvent... events) {
    return new DeviceRun(
        new Scripted(List.of(events)),
        new DeviceRun.Reader(words, ends()),
        () -> closings.add("leases"),
        "sha256:base",
        Optional.empty());
  }

  private static BitSet ends() {
    BitSet ends = new BitSet();
    ends.set(0);
    return ends;
  }

  private static TokenEvent token(int id) {
    return new TokenEvent.Token(id, -0.25f);
  }

  private static TokenEvent end(TokenEvent.Why why) {
    return new TokenEvent.Finished(why, null, 1, 1, 4, 2);
  }

  private static List<Piece> drain(DeviceRun run) throws InterruptedException {
    List<Piece> pieces = new ArrayList<>();
    do {
      pieces.add(run.next());
    } while (!(pieces.getLast() instanceof Piece.Finished));
    return pieces;
  }

  @Test
  void specialsBecomeMarksAndTheEndTokenOnlyCounts() throws InterruptedException {
    DeviceRun run =
        run(
            new TokenEvent.Started(9, 3),
            token(words.special("1")),
            token(words.id(" rain")),
            token(0),
            end(TokenEvent.Why.STOP));
    assertEquals(
        List.of(
            new Piece.Started("sha256:base", Optional.empty(), 9, 3),
            new Piece.Mark("1", Math.exp(-0.25f)),
            new Piece.Text(" rain"),
            new Piece.Finished(Piece.Why.STOP, 3, -0.25, 2)),
        drain(run));
  }

  @Test
  void aCharacterOfTwoTokensComesOutWhole() throws InterruptedException {
    int[] halves = words.encode("é");
    List<Piece> pieces = drain(run(token(halves[0]), token(halves[1]), end(TokenEvent.Why.LENGTH)));
    assertEquals(new Piece.Text("é"), pieces.getFirst());
    assertEquals(2, pieces.size());
  }

  @Test
  void halfACharacterIsReplacedBeforeAMarkAndAtTheEnd() throws InterruptedException {
    int half = words.encode("é")[0];
    List<Piece> pieces =
        drain(
            run(token(half), token(words.special("seg")), token(half), end(TokenEvent.Why.LENGTH)));
    assertEquals(
        List.of(
            new Piece.Text("\uFFFD"),
            new Piece.Mark("seg", Math.exp(-0.25f)),
            new Piece.Text("\uFFFD")),
        pieces.subList(0, 3));
  }

  @Test
  void anAnswerOfNothingHasNoProbability() throws InterruptedException {
    Piece.Finished finished = (Piece.Finished) drain(run(end(TokenEvent.Why.CANCELLED))).getLast();
    assertEquals(Piece.Why.CANCELLED, finished.why());
    assertTrue(Double.isNaN(finished.meanLogProbability()));
  }

  @Test
  void aFailureOfTheEngineKeepsItsCause() {
    Throwable cause = new ArithmeticException("NaN");
    DeviceRun run = run(new TokenEvent.Finished(TokenEvent.Why.FAILED, cause, 0, 0, 0, 0));
    assertEquals(cause, assertThrows(IllegalStateException.class, run::next).getCause());
  }

  @Test
  void leasesAreGivenBackAfterTheGeneration() {
    run().close();
    assertEquals(List.of("generation", "leases"), closings);
  }

  private final class Scripted implements Generation {
    private final Queue<TokenEvent> events;

    Scripted(List<TokenEvent> events) {
      this.events = new ArrayDeque<>(events);
    }

    @Override
    public TokenEvent next() {
      return events.remove();
    }

    @Override
    public void cancel() {
      closings.add("cancelled");
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public void close() {
      closings.add("generation");
    }
  }
}
