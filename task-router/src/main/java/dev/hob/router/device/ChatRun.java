// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.device;

import dev.hob.router.Piece;
import dev.hob.router.Run;
import java.util.ArrayDeque;
import java.util.Queue;

/// A message as it is written, without what does not belong to it: special tokens, white space in
/// front, and what a model thinks aloud before it answers. One consumer thread.
final class ChatRun implements Run {
  private final Run run;
  private final Thoughts thoughts = new Thoughts();
  private final Queue<Piece> ready = new ArrayDeque<>();

  ChatRun(Run run) {
    this.run = run;
  }

  @Override
  public Piece next() throws InterruptedException {
    while (ready.isEmpty()) {
      switch (run.next()) {
        case Piece.Text(String text) -> add(thoughts.add(text));
        case Piece.Mark _ -> {}
        case Piece.Finished finished -> {
          add(thoughts.finish());
          ready.add(finished);
        }
        case Piece.Started started -> ready.add(started);
      }
    }
    return ready.remove();
  }

  private void add(String said) {
    if (!said.isEmpty()) {
      ready.add(new Piece.Text(said));
    }
  }

  @Override
  public void cancel() {
    run.cancel();
  }

  @Override
  public void close() {
    run.close();
  }
}
