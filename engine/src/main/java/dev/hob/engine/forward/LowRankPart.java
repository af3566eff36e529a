// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.forward;

import dev.hob.engine.bundle.Adapter;
import dev.hob.engine.bundle.Projection;
import dev.hob.engine.kernel.LowRank;
import dev.hob.engine.kernel.Rows;
import dev.hob.engine.lora.AdapterGroup;
import java.util.ArrayList;
import java.util.List;

/// The low-rank pairs of the projections that share an input, over all adapter groups of a step. `A
/// x` joins the region of the base products; `B t` follows, one region for each place in the order
/// of adapters, so that sums on the same output keep their order.
final class LowRankPart {
  private final Products products;
  private final List<List<Pending>> rounds = new ArrayList<>();

  LowRankPart(Products products) {
    this.products = products;
  }

  private record Pending(LowRank pair, Rows t, Rows y) {}

  /// Adds `t = scaling · A x` of `projection` for each group to the region that is being gathered.
  void gather(List<AdapterGroup> groups, int layer, Projection projection, Rows x, Rows y) {
    for (AdapterGroup group : groups) {
      for (int i = 0; i < group.adapters().size(); i++) {
        Adapter adapter = group.adapters().get(i);
        LowRank pair = adapter.pair(layer, projection).orElse(null);
        if (pair != null) {
          Rows t = Rows.zeroed(group.count(), pair.rank());
          products.scaled(pair.a(), x.slice(group.first(), group.count()), t, pair.scaling());
          round(i).add(new Pending(pair, t, y.slice(group.first(), group.count())));
        }
      }
    }
  }

  /// Forgets what a failed step left behind.
  void clear() {
    rounds.clear();
  }

  private List<Pending> round(int i) {
    while (rounds.size() <= i) {
      rounds.add(new ArrayList<>());
    }
    return rounds.get(i);
  }

  /// Runs `y += B t` for what was gathered, after the region of [#gather] has run.
  void apply() {
    for (List<Pending> round : rounds) {
      for (Pending pending : round) {
        products.add(pending.pair().b(), pending.t(), pending.y());
      }
      if (!products.isEmpty()) {
        products.run();
      }
      round.clear();
    }
  }
}
