// SPDX-License-Identifier: Apache-2.0
package dev.hob.daemon;

import dev.hob.daemon.channel.Channels;
import dev.hob.ipc.caller.CallerFinder;
import dev.hob.ipc.caller.SocketPeer;
import dev.hob.ipc.channel.Watchers;
import dev.hob.ipc.dbus.BusAddress;
import dev.hob.ipc.dbus.BusPorts;
import dev.hob.ipc.dbus.SessionBus;
import dev.hob.ipc.http.AdapterRoutes;
import dev.hob.ipc.http.FeatureRoutes;
import dev.hob.ipc.http.HttpDoor;
import dev.hob.ipc.http.RequestDesk;
import dev.hob.ipc.http.StatusRoutes;
import dev.hob.ipc.inbox.Inbox;
import dev.hob.ipc.inbox.InboxJson;
import dev.hob.ipc.openai.OpenAiDoor;
import dev.hob.ipc.openai.TcpDoor;
import dev.hob.policy.Caller;
import dev.hob.policy.Listen;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All ways in, over one house: HTTP on the Unix socket, the session bus, TLS where policy opens
/// it.
final class Doors implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Doors.class);

  private final House house;
  private final Settings settings;
  private final Channels channels;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("hob-request-", 0).factory());
  private final Clock clock = Clock.system(ZoneId.systemDefault());
  private final Inbox inbox;
  private final InboxJson inboxJson;
  private final Watchers watchers = new Watchers();
  private final SessionBus bus;
  private final StatusReport status;
  private volatile Optional<TcpDoor> tcp = Optional.empty();
  private volatile String tcpState = "off";

  Doors(House house, Settings settings, Channels channels) {
    this.house = house;
    this.settings = settings;
    this.channels = channels;
    this.inbox = new Inbox(bounds(house), clock);
    this.inboxJson = new InboxJson(inbox, clock);
    this.status = new StatusReport(house, settings, channels, this);
    CallerFinder finder = new CallerFinder(Path.of("/proc"), settings.applicationFolders());
    this.bus =
        new SessionBus(
            () -> BusAddress.find(settings.environment()),
            new BusPorts(
                house.features(),
                status,
                inboxJson,
                finder,
                house.desktop().apps(),
                channels.digests()::send,
                channels.notifications()::send,
                inbox::remove),
            clock);
  }

  private static Inbox.Bounds bounds(House house) {
    Inbox.Bounds usual = Inbox.Bounds.DEFAULT;
    return house
        .effective()
        .retention()
        .inbox()
        .map(age -> new Inbox.Bounds(usual.entries(), age))
        .orElse(usual);
  }

  /// Mounts everything that the Unix socket offers.
  void mount(Router router) {
    CallerFinder finder = new CallerFinder(Path.of("/proc"), settings.applicationFolders());
    RequestDesk desk =
        new RequestDesk(
            threads, new SocketPeer(finder, settings.uid()), RequestDesk.Limits.DEFAULT);
    openAi().mount(router, desk);
    HttpDoor.mount(
        router,
        new FeatureRoutes(
            house.features(),
            inboxJson,
            channels.digests()::send,
            channels.backgroundJobs()::send,
            desk),
        new StatusRoutes(status, new PersonConsent(house.consent()), inboxJson, watchers, desk),
        new AdapterRoutes(new Bundles(house.registry()), desk));
  }

  private OpenAiDoor openAi() {
    return new OpenAiDoor(house.features(), status, clock);
  }

  /// Opens the doors that wait for nobody: the bus connects in the background.
  void open(Vertx vertx) {
    bus.start();
    house.effective().listen().ifPresent(listen -> listen(vertx, listen));
  }

  /// A door that the admin asked for and that does not open is said loudly, and closes no other.
  private void listen(Vertx vertx, Listen listen) {
    try {
      Caller network = new Caller("network", settings.uid(), -1, Caller.Trust.USER);
      RequestDesk desk = new RequestDesk(threads, request -> network, RequestDesk.Limits.DEFAULT);
      TcpDoor door =
          new TcpDoor(
              vertx,
              new TcpDoor.Options(
                  listen.host(),
                  listen.port(),
                  listen.certFile(),
                  listen.keyFile(),
                  Files.readString(listen.tokenFile()).strip()),
              router -> openAi().mount(router, desk));
      tcp = Optional.of(door);
      tcpState = "listening on " + listen.host() + ":" + door.listen();
      LOG.info("OpenAI-compatible door {}", tcpState);
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      tcpState = "unavailable: " + e.getMessage();
      LOG.error("the door of policy key listen does not open: {}", tcpState);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  InboxJson inboxJson() {
    return inboxJson;
  }

  Inbox inbox() {
    return inbox;
  }

  Watchers watchers() {
    return watchers;
  }

  SessionBus bus() {
    return bus;
  }

  String tcp() {
    return tcpState;
  }

  /// Lets nobody in any more; what runs has been cancelled by the house before.
  @Override
  public void close() {
    bus.close();
    tcp.ifPresent(TcpDoor::close);
    threads.shutdown();
    try {
      if (!threads.awaitTermination(300, TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
