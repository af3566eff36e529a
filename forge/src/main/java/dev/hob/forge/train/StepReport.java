// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.train;

import java.util.Map;

/// What one step did, for the log.
///
/// @param step number of the step, from 1
/// @param stage stage or adapter role
/// @param progress of the run, 0 to 1
/// @param tokens tokens so far
/// @param loss weighted mean of the step's batch, nats
/// @param rate learning rate
/// @param norm gradient's norm before clipping
/// @param tokensPerSecond of this step
/// @param families loss by family
public record StepReport(
    long step,
    String stage,
    double progress,
    long tokens,
    double loss,
    double rate,
    double norm,
    double tokensPerSecond,
    Map<String, Double> families) {}
