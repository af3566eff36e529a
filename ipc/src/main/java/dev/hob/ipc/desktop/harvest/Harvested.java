// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.harvest;

import dev.hob.ipc.desktop.offer.Offer;
import java.util.List;

/// What was found, and what could not be used, in words for the person.
public record Harvested(List<Offer> offers, List<String> left) {
  static final Harvested NOTHING = new Harvested(List.of(), List.of());

  public Harvested {
    offers = List.copyOf(offers);
    left = List.copyOf(left);
  }
}
