// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.match;

/// What kind of thing is said.
enum Mood {
  /// Asks for something to be done, however politely; also a bare thing with a value.
  REQUEST,
  /// Wants to know something: nothing may change.
  QUESTION,
  /// Says that something shall not be done, or only greets and thanks.
  NOTHING
}
