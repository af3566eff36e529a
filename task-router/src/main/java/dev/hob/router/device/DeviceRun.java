// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.device;

import dev.hob.engine.Generation;
import dev.hob.engine.TokenEvent;
import dev.hob.engine.tokenizer.Tokenizer;
import dev.hob.router.Piece;
import dev.hob.router.Run;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Optional;
import java.util.Queue;

/// A generation of the engine as pieces: specials become marks, ordinary tokens text, in order. One
/// consumer thread; [#cancel] from any. Owns what the generation holds and releases it after it.
final class DeviceRun implements Run {
  private final Generation generation;
  private final Tokenizer tokenizer;
  private final BitSet ends;
  private final Runnable release;
  private final String base;
  private final Optional<Piece.AdapterStamp> adapter;
  private final Queue<Piece> ready = new ArrayDeque<>();
  private Tokenizer.TextDecoder text;
  private int outputTokens;
  private double logProbabilities;

  /// How ids are read.
  ///
  /// @param ends ids that end the answer and say nothing
  record Reader(Tokenizer tokenizer, BitSet ends) {}

  /// @param release called once the generation is closed; idempotent
  /// @param base digest of the base
  DeviceRun(
      Generation generation,
      Reader reader,
      Runnable release,
      String base,
      Optional<Piece.AdapterStamp> adapter) {
    this.generation = generation;
    this.tokenizer = reader.tokenizer();
    this.ends = reader.ends();
    this.release = release;
    this.base = base;
    this.adapter = adapter;
    text = tokenizer.decoder();
  }

  /// @throws IllegalStateException the engine failed; this run is over, others go on
  @Override
  public Piece next() throws InterruptedException {
    while (ready.isEmpty()) {
      switch (generation.next()) {
        case TokenEvent.Started(int promptTokens, int cachedTokens) ->
            ready.add(new Piece.Started(base, adapter, promptTokens, cachedTokens));
        case TokenEvent.Token(int id, float logProbability) -> onToken(id, logProbability);
        case TokenEvent.Finished finished -> onFinished(finished);
      }
    }
    return ready.remove();
  }

  @Override
  public void cancel() {
    generation.cancel();
  }

  @Override
  public void close() {
    try {
      generation.close();
    } finally {
      release.run();
    }
  }

  private void onToken(int id, float logProbability) {
    outputTokens++;
    logProbabilities += logProbability;
    if (ends.get(id)) {
      return;
    }
    Optional<String> special = tokenizer.specialName(id);
    if (special.isPresent()) {
      flushText();
      ready.add(new Piece.Mark(special.get(), Math.exp(logProbability)));
    } else {
      addText(text.add(id));
    }
  }

  private void onFinished(TokenEvent.Finished finished) {
    flushText();
    Piece.Why why =
        switch (finished.why()) {
          case STOP -> Piece.Why.STOP;
          case LENGTH -> Piece.Why.LENGTH;
          case CANCELLED -> Piece.Why.CANCELLED;
          case FAILED ->
              throw new IllegalStateException("the engine failed a generation", finished.cause());
        };
    double mean = outputTokens == 0 ? Double.NaN : logProbabilities / outputTokens;
    ready.add(new Piece.Finished(why, outputTokens, mean, finished.accepted()));
  }

  /// Bytes held back belong before what comes next, whole character or not.
  private void flushText() {
    addText(text.finish());
    text = tokenizer.decoder();
  }

  private void addText(String completed) {
    if (!completed.isEmpty()) {
      ready.add(new Piece.Text(completed));
    }
  }
}
