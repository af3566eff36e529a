// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.shard;

/// An endless, random-access stream of examples. The example at an index depends on nothing but the
/// source's own seed and data and that index, so a cursor is one number and resuming is exact.
///
/// A source over a finite corpus permutes it anew for each epoch. Implementations must be safe to
/// call from several threads.
@FunctionalInterface
public interface ExampleSource {
  /// The example at `index`, 0 or more.
  Example at(long index);
}
