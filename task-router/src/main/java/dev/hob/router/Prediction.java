// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

import java.time.Duration;

/// Predicted times from acceptance, queue included.
public record Prediction(Duration firstToken, Duration finish) {}
