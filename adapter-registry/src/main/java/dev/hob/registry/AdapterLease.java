// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry;

import dev.hob.engine.bundle.Adapter;
import java.util.List;

/// A counted right to use an adapter's memory until closed.
public interface AdapterLease extends AutoCloseable {
  /// Pairs to apply together: the adapter, and the recovery adapter where it runs beside it.
  List<Adapter> adapters();

  AdapterRecord record();

  @Override
  void close();
}
