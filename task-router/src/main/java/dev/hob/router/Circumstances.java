// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

/// What the rates of a base depend on, as long as nothing else keeps the machine busy.
///
/// @param base its digest
/// @param kernels name of those that run
/// @param threads that they share
/// @param cpu model, as the kernel tells it
public record Circumstances(String base, String kernels, int threads, String cpu) {}
