// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.governor;

/// The kernel's own figures for this process, in bytes.
///
/// @param rss resident in all
/// @param pssAnon memory that no file backs (heap, KV pages), our share of it
/// @param pssFile mapped files (weights, code), our share of them
/// @param swap on swap, not in `rss`
public record Resident(long rss, long pssAnon, long pssFile, long swap) {
  public static final Resident UNKNOWN = new Resident(0, 0, 0, 0);
}
