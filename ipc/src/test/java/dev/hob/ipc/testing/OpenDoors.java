// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.testing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.Answer;
import dev.hob.ipc.admin.Administration;
import dev.hob.ipc.admin.BundleProblem;
import dev.hob.ipc.admin.Consent;
import dev.hob.ipc.admin.StatusSource;
import dev.hob.ipc.caller.CallerFinder;
import dev.hob.ipc.caller.SocketPeer;
import dev.hob.ipc.channel.BackgroundJob;
import dev.hob.ipc.channel.Watchers;
import dev.hob.ipc.http.AdapterRoutes;
import dev.hob.ipc.http.FeatureRoutes;
import dev.hob.ipc.http.HttpDoor;
import dev.hob.ipc.http.RequestDesk;
import dev.hob.ipc.http.StatusRoutes;
import dev.hob.ipc.inbox.Inbox;
import dev.hob.ipc.inbox.InboxJson;
import dev.hob.ipc.openai.OpenAiDoor;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// All HTTP doors over scripted features on a real Unix socket.
public final class OpenDoors implements AutoCloseable {
  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Path folder;
  private final Path socket;

  public final ScriptedFeatures features = new ScriptedFeatures();
  public final Inbox inbox = new Inbox(Inbox.Bounds.DEFAULT, Clock.systemUTC());
  public final Watchers watchers = new Watchers();
  public final List<BackgroundJob> jobs = new CopyOnWriteArrayList<>();
  public final List<Answer> digests = new CopyOnWriteArrayList<>();
  public final FixedStatus status = new FixedStatus();

  public OpenDoors(RequestDesk.Limits limits) throws IOException {
    this(limits, ownUid());
  }

  public OpenDoors(RequestDesk.Limits limits, long allowedUid) throws IOException {
    folder = Files.createTempDirectory("hob-doors");
    socket = folder.resolve("s");
    CallerFinder finder = new CallerFinder(Path.of("/proc"), List.of());
    RequestDesk desk = new RequestDesk(threads, new SocketPeer(finder, allowedUid), limits);
    InboxJson json = new InboxJson(inbox, Clock.systemUTC());
    Router router = Router.router(vertx);
    new OpenAiDoor(features, status, Clock.systemUTC()).mount(router, desk);
    HttpDoor.mount(
        router,
        new FeatureRoutes(features, json, digests::add, jobs::add, desk),
        new StatusRoutes(status, status, json, watchers, desk),
        new AdapterRoutes(status, desk));
    vertx
        .createHttpServer()
        .requestHandler(router)
        .listen(SocketAddress.domainSocketAddress(socket.toString()))
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  public static long ownUid() throws IOException {
    return ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
  }

  public Vertx vertx() {
    return vertx;
  }

  public Path socket() {
    return socket;
  }

  @Override
  public void close() throws IOException {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    threads.shutdownNow();
    Files.deleteIfExists(socket);
    Files.delete(folder);
  }

  /// Status, consent and bundles that answer the same each time.
  public static final class FixedStatus implements StatusSource, Consent, Administration {
    private volatile boolean given;

    /// What administration refuses with.
    public volatile BundleProblem problem =
        new BundleProblem.Unknown("adapter", "nope", List.of("summarize"));

    @Override
    public ObjectNode status() {
      return JsonNodeFactory.instance.objectNode().put("hob", 1);
    }

    /// Which bases can chat.
    public volatile ChatBases chatBases = ChatBases.NONE;

    @Override
    public ChatBases chatBases() {
      return chatBases;
    }

    @Override
    public List<FeatureState> features() {
      return List.of(
          new FeatureState("summarize", true, "", Map.of("summarize", "model")),
          new FeatureState("proofread", true, "", Map.of("proofread", "helper")),
          new FeatureState("digest", false, "no base", Map.of("digest", "helper")),
          new FeatureState("act", true, "", Map.of("act", "helper")),
          new FeatureState(
              "rewrite", true, "", new TreeMap<>(Map.of("friendly", "model", "concise", "helper"))),
          new FeatureState("prioritize", true, "", Map.of("prioritize", "helper")));
    }

    @Override
    public ObjectNode limits() {
      return JsonNodeFactory.instance.objectNode().put("deviceTokens", 2048);
    }

    @Override
    public boolean given() {
      return given;
    }

    @Override
    public void give() {
      given = true;
    }

    @Override
    public void withdraw() {
      given = false;
    }

    @Override
    public Result install(Install request) {
      return new Result.Refused(problem);
    }

    @Override
    public ArrayNode adapters() {
      return JsonNodeFactory.instance.arrayNode();
    }

    @Override
    public ArrayNode bases() {
      return JsonNodeFactory.instance.arrayNode();
    }

    @Override
    public Result showBase(String base) {
      return new Result.Done(JsonNodeFactory.instance.objectNode().put("shown", base));
    }

    @Override
    public Result verifyBase(String base) {
      return new Result.Done(JsonNodeFactory.instance.objectNode().put("verified", base));
    }

    @Override
    public Result useBase(String base) {
      return new Result.Done(JsonNodeFactory.instance.objectNode().put("used", base));
    }

    @Override
    public Result removeBase(String base) {
      return new Result.Refused(problem);
    }

    @Override
    public Result show(String adapter) {
      return new Result.Refused(problem);
    }

    @Override
    public Result verify(String adapter) {
      return new Result.Refused(problem);
    }

    @Override
    public Result activate(String adapter, Optional<String> version) {
      return new Result.Done(JsonNodeFactory.instance.objectNode().put("name", adapter));
    }

    @Override
    public Result remove(String adapter, Optional<String> version) {
      return new Result.Refused(problem);
    }
  }
}
