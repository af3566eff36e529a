// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.governor;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Memory as `hob status` shows it: what the ledger knows beside what the kernel says.
///
/// @param ledger bytes by owner, e.g. `base`, `kv-cache`
/// @param budget bytes that the ledger may reach, from policy
/// @param pressures how often the machine told us that memory is short
/// @param relief the last steps, oldest first
public record MemoryReport(
    SortedMap<String, Long> ledger,
    long ledgerTotal,
    long budget,
    Resident kernel,
    long pressures,
    List<Relief> relief) {
  public MemoryReport {
    ledger = Collections.unmodifiableSortedMap(new TreeMap<>(ledger));
    relief = List.copyOf(relief);
  }
}
