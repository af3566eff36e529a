// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.Problem;
import dev.hob.features.ProblemException;
import dev.hob.ipc.admin.Administration;
import dev.hob.ipc.admin.BundleProblemException;
import dev.hob.ipc.wire.EnvelopeReader;
import dev.hob.ipc.wire.StrictJson;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Bundles over HTTP: list, show, install from a path, verify, switch, remove. Any process of the
/// user may do this, as it may write the user's own files; policy's trust rules hold all the same.
public final class AdapterRoutes {
  private static final String BASES = "/v1/bases";
  private static final String ONE = "/v1/adapters/:name";
  private static final List<String> INSTALL = List.of("path", "name", "role", "base", "activate");
  private static final List<String> VERSION = List.of("version");

  private final Administration administration;
  private final RequestDesk desk;

  public AdapterRoutes(Administration administration, RequestDesk desk) {
    this.administration = administration;
    this.desk = desk;
  }

  void mount(Router router) {
    router
        .get("/v1/adapters")
        .handler(desk.route(x -> list(x, "adapters", administration.adapters())));
    router.get(BASES).handler(desk.route(x -> list(x, "bases", administration.bases())));
    base(router, "/verify", "POST", administration::verifyBase);
    base(router, "/activate", "POST", administration::useBase);
    base(router, "", "GET", administration::showBase);
    base(router, "", "DELETE", administration::removeBase);
    router.post("/v1/adapters").handler(desk.route(this::install));
    router.get(ONE).handler(desk.route(x -> send(x, administration.show(x.path("name")))));
    router.delete(ONE).handler(desk.route(this::remove));
    router
        .post(ONE + "/verify")
        .handler(desk.route(x -> send(x, administration.verify(x.path("name")))));
    router.post(ONE + "/activate").handler(desk.route(this::activate));
  }

  /// Both `…/:name` and `…/:name/:version`.
  private void base(
      Router router, String doing, String method, Function<String, Administration.Result> work) {
    HttpMethod verb = HttpMethod.valueOf(method);
    router
        .route(verb, BASES + "/:name" + doing)
        .handler(desk.route(x -> send(x, work.apply(x.path("name")))));
    router
        .route(verb, BASES + "/:name/:version" + doing)
        .handler(desk.route(x -> send(x, work.apply(x.path("name") + "/" + x.path("version")))));
  }

  private static void list(Exchange exchange, String name, JsonNode list) {
    exchange.send(200, JsonNodeFactory.instance.objectNode().set(name, list));
  }

  private void install(Exchange exchange) {
    ObjectNode body = exchange.json();
    EnvelopeReader.refuseUnknown(body, "", INSTALL);
    String path =
        text(body, "path").orElseThrow(() -> invalid("/path", "an absolute path", "nothing"));
    if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
      throw invalid("/path", "an absolute path", path);
    }
    send(
        exchange,
        administration.install(
            new Administration.Install(
                path, text(body, "name"), text(body, "role"), text(body, "base"), activate(body))));
  }

  private void activate(Exchange exchange) {
    Optional<String> version = Optional.empty();
    if (exchange.hasBody()) {
      ObjectNode body = exchange.json();
      EnvelopeReader.refuseUnknown(body, "", VERSION);
      version = text(body, "version");
    }
    send(exchange, administration.activate(exchange.path("name"), version));
  }

  private void remove(Exchange exchange) {
    Optional<String> version = Optional.ofNullable(exchange.request().getParam("version"));
    send(exchange, administration.remove(exchange.path("name"), version));
  }

  private static void send(Exchange exchange, Administration.Result result) {
    switch (result) {
      case Administration.Result.Done(ObjectNode body) -> exchange.send(200, body);
      case Administration.Result.Refused(var why) -> throw new BundleProblemException(why);
    }
  }

  /// What is installed is used, unless told otherwise.
  private static boolean activate(ObjectNode body) {
    JsonNode value = body.path("activate");
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw invalid("/activate", "true or false", StrictJson.kind(value));
    }
    return value.asBoolean(true);
  }

  private static Optional<String> text(ObjectNode body, String name) {
    JsonNode value = body.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw invalid("/" + name, "a string", StrictJson.kind(value));
    }
    return Optional.of(value.textValue());
  }

  private static ProblemException invalid(String pointer, String expected, String got) {
    return new ProblemException(new Problem.InvalidInput(pointer, expected, got));
  }
}
