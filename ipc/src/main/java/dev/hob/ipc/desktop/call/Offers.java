// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.call;

import dev.hob.ipc.desktop.offer.Offer;
import java.util.Optional;

/// How actions that were found are carried out.
@FunctionalInterface
public interface Offers {
  /// @return empty where nobody offers it any more
  Optional<Offer> find(Offer.Key key) throws InterruptedException;
}
