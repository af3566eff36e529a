// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.lora;

import dev.hob.engine.bundle.Adapter;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// Which adapters act at each token of one sequence. Immutable.
///
/// A plain adapter acts from the first token on. An *activated* one acts from the first token of
/// its last invocation in the prompt on, and nowhere if the prompt does not invoke it, as PEFT has
/// it: what stands before is computed as without it and may be shared with whoever else reads it.
///
/// @see "Activated LoRA, arXiv 2504.12397; PEFT, tuners/lora/variants.py: calculate_alora_offsets"
public final class Reach {
  private record Stretch(int from, List<Adapter> adapters, List<String> digests) {}

  /// Ascending, the first from 0 on; neighbours differ.
  private final List<Stretch> stretches;

  private Reach(List<Stretch> stretches) {
    this.stretches = List.copyOf(stretches);
  }

  /// Where `adapters` act in a sequence that begins with `prompt`.
  public static Reach of(List<Adapter> adapters, int[] prompt) {
    int[] starts = new int[adapters.size()];
    TreeSet<Integer> borders = new TreeSet<>(List.of(0));
    for (int i = 0; i < starts.length; i++) {
      starts[i] = start(adapters.get(i).invocation(), prompt);
      if (starts[i] < prompt.length) {
        borders.add(starts[i]);
      }
    }
    List<Stretch> stretches = new ArrayList<>();
    for (int border : borders) {
      List<Adapter> acting = new ArrayList<>();
      for (int i = 0; i < starts.length; i++) {
        if (starts[i] <= border) {
          acting.add(adapters.get(i));
        }
      }
      stretches.add(
          new Stretch(border, List.copyOf(acting), acting.stream().map(Adapter::digest).toList()));
    }
    return new Reach(stretches);
  }

  private static int start(List<Integer> invocation, int[] prompt) {
    if (invocation.isEmpty()) {
      return 0;
    }
    for (int from = prompt.length - invocation.size(); from >= 0; from--) {
      int i = 0;
      while (i < invocation.size() && prompt[from + i] == invocation.get(i)) {
        i++;
      }
      if (i == invocation.size()) {
        return from;
      }
    }
    return Integer.MAX_VALUE;
  }

  private int index(int position) {
    int i = stretches.size() - 1;
    while (stretches.get(i).from() > position) {
      i--;
    }
    return i;
  }

  /// The adapters that act on the token at `position`, in order.
  public List<Adapter> at(int position) {
    return stretches.get(index(position)).adapters();
  }

  /// Their digests.
  public List<String> digests(int position) {
    return stretches.get(index(position)).digests();
  }

  /// The next position from which on other adapters act; `Integer.MAX_VALUE` if there is none.
  public int until(int position) {
    int next = index(position) + 1;
    return next < stretches.size() ? stretches.get(next).from() : Integer.MAX_VALUE;
  }
}
