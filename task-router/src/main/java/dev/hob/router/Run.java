// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

/// One running model call, on the device or in the cloud. One consumer thread.
public interface Run extends AutoCloseable {
  /// Blocks for the next piece; [Piece.Finished] is the last.
  ///
  /// @throws RefusedException the place failed in mid-stream
  Piece next() throws InterruptedException;

  void cancel();

  @Override
  void close();
}
