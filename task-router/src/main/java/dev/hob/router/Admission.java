// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

/// The answer to "may this run, and when?". A refusal is a normal answer: nothing is thrown.
public sealed interface Admission {
  record Accepted(Ticket ticket) implements Admission {}

  record Refused(Refusal why) implements Admission {}
}
