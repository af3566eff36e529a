// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/// Mounts Hob's own API on a router. What the router listens on is the composition root's matter.
public final class HttpDoor {
  private HttpDoor() {}

  public static void mount(
      Router router, FeatureRoutes features, StatusRoutes status, AdapterRoutes adapters) {
    status.mount(router);
    adapters.mount(router);
    features.mount(router);
    router.errorHandler(404, context -> plain(context, 404, "Not Found"));
    router.errorHandler(405, context -> plain(context, 405, "Method Not Allowed"));
  }

  /// RFC 9457, section 4.2.1: a problem that says no more than its status code.
  private static void plain(RoutingContext context, int status, String title) {
    context
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/problem+json")
        .end(
            Exchange.bytes(
                JsonNodeFactory.instance
                    .objectNode()
                    .put("type", "about:blank")
                    .put("title", title)
                    .put("status", status)
                    .put("detail", context.request().method() + " " + context.request().path())));
  }
}
