// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.openai;

import dev.hob.features.Problem;
import dev.hob.ipc.problem.ProblemDocument;
import dev.hob.ipc.problem.Problems;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The OpenAI-compatible API over TLS on a TCP port, for another Hob as its upstream. Off unless
/// policy has `listen`. A bearer token is required; `Host` must be this machine by one of its
/// loopback names or the address that is listened on, and a request that a web page makes
/// (`Origin`) is refused: a page in a browser can reach loopback too.
public final class TcpDoor implements AutoCloseable {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

  /// @param host address to listen on
  /// @param port 0 = any free one
  /// @param token what callers must know
  public record Options(String host, int port, Path certFile, Path keyFile, String token) {
    public Options {
      if (token.isBlank()) {
        throw new IllegalArgumentException("a TCP door needs a token");
      }
    }

    @Override
    public String toString() {
      return "Options[" + host + ":" + port + "]";
    }
  }

  private final HttpServer server;
  private final Options options;

  /// @param mount puts the API on the router behind the checks
  public TcpDoor(Vertx vertx, Options options, java.util.function.Consumer<Router> mount) {
    this.options = options;
    Router router = Router.router(vertx);
    router.route().handler(this::check);
    mount.accept(router);
    this.server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHost(options.host())
                    .setPort(options.port())
                    .setSsl(true)
                    .setKeyCertOptions(
                        new PemKeyCertOptions()
                            .setCertPath(options.certFile().toString())
                            .setKeyPath(options.keyFile().toString())))
            .requestHandler(router);
  }

  /// @return the port that is listened on
  /// @throws IllegalStateException the port is taken, or key and certificate are not usable
  public int listen() throws InterruptedException {
    try {
      return server
          .listen()
          .toCompletionStage()
          .toCompletableFuture()
          .get(10, TimeUnit.SECONDS)
          .actualPort();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "listen on " + options.host() + ":" + options.port() + " failed", e);
    }
  }

  private void check(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (request.getHeader("Origin") != null) {
      refuse(context, "Origin");
    } else if (!knownHost(request)) {
      refuse(context, "Host");
    } else if (!knowsToken(request)) {
      refuse(context, "Authorization");
    } else {
      context.next();
    }
  }

  private boolean knownHost(HttpServerRequest request) {
    if (request.authority() == null) {
      return false;
    }
    String host = request.authority().host().toLowerCase(Locale.ROOT);
    return LOOPBACK.contains(host) || host.equals(options.host());
  }

  private boolean knowsToken(HttpServerRequest request) {
    String given = request.getHeader("Authorization");
    byte[] expected = ("Bearer " + options.token()).getBytes(StandardCharsets.UTF_8);
    return given != null && MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), expected);
  }

  private static void refuse(RoutingContext context, String header) {
    ProblemDocument problem =
        Problems.of(new Problem.NotPermitted("network", "connect", "listen." + header, "policy"));
    context
        .response()
        .setStatusCode(header.equals("Authorization") ? 401 : 403)
        .putHeader("Content-Type", "application/json")
        .putHeader("Connection", "close")
        .end(Buffer.buffer(ChatJson.error(problem).toString()));
  }

  @Override
  public void close() {
    server.close();
  }
}
