// SPDX-License-Identifier: Apache-2.0
package dev.hob.daemon;

import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// Keeps the router of the Unix socket until the house stands: it is handed out before the channels
/// exist, and listened on only after both.
@Singleton
public class Routes {
  private final AtomicReference<Optional<Router>> router = new AtomicReference<>(Optional.empty());

  void keep(@Observes Router ready) {
    router.set(Optional.of(ready));
  }

  Router router() {
    return router.get().orElseThrow(() -> new IllegalStateException("no router yet"));
  }
}
