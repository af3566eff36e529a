// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.http;

import dev.hob.features.Features;
import dev.hob.features.Problem;
import dev.hob.features.ProblemException;
import dev.hob.ipc.wire.ActionsJson;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Optional;

/// `GET /v1/actions[?app=]`: what can be done on this desktop now. Carrying it out is `POST
/// /v1/act`, one of [FeatureRoutes].
final class ActionRoutes {
  private static final String APP = "app";

  private final Features features;
  private final RequestDesk desk;

  ActionRoutes(Features features, RequestDesk desk) {
    this.features = features;
    this.desk = desk;
  }

  void mount(Router router) {
    router.get("/v1/actions").handler(desk.route(this::list));
  }

  private void list(Exchange exchange) throws InterruptedException {
    List<String> apps = exchange.request().params().getAll(APP);
    for (String name : exchange.request().params().names()) {
      if (!name.equals(APP)) {
        throw invalid(name, "no parameter but " + APP, "another");
      }
    }
    if (apps.size() > 1) {
      throw invalid(APP, "one app", Integer.toString(apps.size()));
    }
    Optional<String> app = apps.stream().findFirst().filter(name -> !name.isBlank());
    exchange.send(200, ActionsJson.of(features.actions(app, exchange.caller())));
  }

  private static ProblemException invalid(String name, String expected, String got) {
    return new ProblemException(new Problem.InvalidInput("?" + name, expected, got));
  }
}
