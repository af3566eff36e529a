// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.proofread;

/// A change of source tokens.
///
/// @param start first source token that it replaces
/// @param end source token behind the last one; equal to `start` for an insertion
/// @param replacement its tokens, joined by one space; empty for a deletion
public record Edit(int start, int end, String replacement) {
  @Override
  public String toString() {
    return "(" + start + "," + end + "," + replacement + ")";
  }
}
