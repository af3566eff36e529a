// SPDX-License-Identifier: Apache-2.0
package dev.hob.features;

import dev.hob.features.flow.Calls;
import dev.hob.router.Piece;
import dev.hob.router.Plan;
import dev.hob.router.PromptForm;
import dev.hob.router.Refusal;
import dev.hob.router.RefusedException;
import dev.hob.router.Run;
import dev.hob.router.Segment;
import dev.hob.router.Ticket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Runs the model calls of one ticket, adds up what they used and streams what is shown. One
/// thread.
final class TicketCalls implements Calls {
  private final Ticket ticket;
  private final AnswerSink sink;
  private final Runnable onFirstToken;
  private String shown = "";
  private Optional<Piece.Started> latest = Optional.empty();
  private int promptTokens;
  private int cachedTokens;
  private int outputTokens;
  private int draftedTokens;

  TicketCalls(Ticket ticket, AnswerSink sink, Runnable onFirstToken) {
    this.ticket = ticket;
    this.sink = sink;
    this.onFirstToken = onFirstToken;
  }

  @Override
  public Reply run(Plan plan, Consumer<List<Segment>> growing) throws InterruptedException {
    List<Segment> segments = new ArrayList<>();
    List<Double> probabilities = new ArrayList<>();
    try (Run run = ticket.run(plan)) {
      while (true) {
        switch (run.next()) {
          case Piece.Started started -> {
            latest = Optional.of(started);
            promptTokens += started.promptTokens();
            cachedTokens += started.cachedTokens();
          }
          case Piece.Mark(String name, double probability) -> {
            onFirstToken.run();
            probabilities.add(probability);
            segments.add(new Segment.Special(name));
            growing.accept(List.copyOf(segments));
          }
          case Piece.Text(String text) -> {
            onFirstToken.run();
            segments.add(new Segment.Content(text));
            growing.accept(List.copyOf(segments));
          }
          case Piece.Finished(Piece.Why why, int tokens, double _, int drafted) -> {
            outputTokens += tokens;
            draftedTokens += drafted;
            if (why == Piece.Why.CANCELLED) {
              throw new RefusedException(new Refusal.Cancelled());
            }
            return new Reply(segments, why == Piece.Why.STOP, probabilities, form());
          }
        }
      }
    }
  }

  @Override
  public void show(String text) {
    if (text.equals(shown)) {
      return;
    }
    onFirstToken.run();
    if (text.startsWith(shown)) {
      sink.delta(text.substring(shown.length()));
    } else {
      sink.replace(text);
    }
    shown = text;
  }

  @Override
  public PromptForm form() {
    return ticket.form();
  }

  Optional<Piece.Started> latest() {
    return latest;
  }

  Answer.Usage usage(int retries, long cpuMs) {
    return new Answer.Usage(
        promptTokens, cachedTokens, outputTokens, draftedTokens, retries, cpuMs);
  }
}
