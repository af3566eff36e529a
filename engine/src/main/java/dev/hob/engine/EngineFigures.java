// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine;

/// What the engine measured of itself; rates are moving averages, 0 until measured.
///
/// @param prefillTokensPerSecond over prefill steps
/// @param decodeTokensPerSecond of a single sequence, with what speculation gives
/// @param running sequences in the batch
/// @param waiting submitted, not yet in the batch
/// @param kernel name of the kernels and why they were chosen
/// @param draftedTokens drafted and verified since the start
/// @param acceptedTokens of these, how many became tokens
/// @param preemptions sequences whose pages went to a more urgent one; they were computed again
public record EngineFigures(
    double prefillTokensPerSecond,
    double decodeTokensPerSecond,
    int running,
    int waiting,
    long prefixCacheBytes,
    String kernel,
    long draftedTokens,
    long acceptedTokens,
    long preemptions) {}
