// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli.demo;

import java.io.IOException;

/// A real client that sends notifications over the bus.
interface Sender extends AutoCloseable {
  /// Returns once the server has answered.
  void send(Notice notice) throws IOException, InterruptedException;

  /// Who sends, in words.
  String name();

  @Override
  default void close() throws IOException {}
}
