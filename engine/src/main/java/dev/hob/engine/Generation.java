// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine;

/// One running generation, seen from outside the batch loop. One consumer thread.
public interface Generation extends AutoCloseable {
  /// The next event; blocks until there is one. After [TokenEvent.Finished] it must not be called
  /// again.
  TokenEvent next() throws InterruptedException;

  /// Asks the batch loop to end this sequence; it ends with `CANCELLED` within one token. Safe from
  /// any thread, idempotent.
  void cancel();

  /// Asks the batch loop to leave this sequence alone from the next token border on. Its pages stay
  /// until another sequence needs them; then its tokens are computed again later. Any thread,
  /// idempotent.
  void pause();

  /// Ends a pause; what follows is the same as without it. Any thread, idempotent.
  void resume();

  /// Cancels if still running and gives the sequence's pages back.
  @Override
  void close();
}
