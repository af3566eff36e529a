// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.placement;

import dev.hob.router.Prediction;
import dev.hob.router.Refusal;
import java.util.Optional;

/// What placement knows of one place for one request.
///
/// @param unavailable the refusal that work would get there now
/// @param predicted times there; meaningless when `unavailable` is set
public record Candidate(Optional<Refusal> unavailable, Prediction predicted) {}
