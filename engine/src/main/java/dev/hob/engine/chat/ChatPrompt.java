// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.chat;

/// Messages as one base reads them.
///
/// @param ids up to where the answer begins
/// @param constantPrefix how many leading ids stem from the constant messages and what stands
///   between them
public record ChatPrompt(int[] ids, int constantPrefix) {}
