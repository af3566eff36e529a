// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.governor;

/// The kernel's own figures for this process, in bytes.
///
/// @param rss resident in all
/// @param anonymous of these, private memory that no file backs (heap, KV pages)
/// @param file of these, mapped files (weights, code)
/// @param swapped on swap, not in `rss`
public record Resident(long rss, long anonymous, long file, long swapped) {
  public static final Resident UNKNOWN = new Resident(0, 0, 0, 0);
}
