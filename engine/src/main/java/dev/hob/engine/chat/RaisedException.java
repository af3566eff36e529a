// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.chat;

/// The template itself refused the messages, by `raise_exception`.
final class RaisedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RaisedException(String why) {
    super(why);
  }
}
