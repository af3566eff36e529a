// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

import java.time.Instant;

/// Where the rates of a place come from.
public sealed interface RateOrigin {
  /// Nothing is known yet.
  record Assumed() implements RateOrigin {}

  /// A short generation of no content, in this process.
  record Measured() implements RateOrigin {}

  /// An earlier process left them; runs of this one have not yet borne them out, or not both.
  ///
  /// @param at when they were found
  record Kept(Instant at) implements RateOrigin {}

  /// Runs of this process.
  record Learnt() implements RateOrigin {}
}
