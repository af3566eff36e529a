// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy;

import java.time.Duration;

/// What Hob may use of the machine. Effective values after all layers.
///
/// @param memoryBytes resident bytes that the engine's ledger may reach
/// @param deviceTokens longest input, in tokens, that is worked on by the device
/// @param idleUnload how long the base stays mapped without work
public record Budgets(long memoryBytes, int threads, int deviceTokens, Duration idleUnload) {}
