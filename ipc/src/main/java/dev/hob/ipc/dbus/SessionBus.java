// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.dbus;

import dev.hob.features.Answer;
import dev.hob.policy.Caller;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The door on the session bus: the service on one connection, the monitor on another. Both come
/// back by themselves, after 1 s, 2 s … 30 s, when the bus does. Without a bus the other doors
/// serve on, and [#service()] and [#monitor()] say what is missing.
public final class SessionBus implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SessionBus.class);
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private final Supplier<Optional<String>> address;
  private final BusPorts ports;
  private final Clock clock;
  private final NameOwners owners;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicReference<Optional<BusService>> service =
      new AtomicReference<>(Optional.empty());
  private final AtomicReference<Optional<BusLink>> monitorLink =
      new AtomicReference<>(Optional.empty());
  private volatile String serviceState = "unavailable: not started";
  private volatile String monitorState = "unavailable: not started";

  /// @param address asked anew at each attempt
  public SessionBus(Supplier<Optional<String>> address, BusPorts ports, Clock clock) {
    this.address = address;
    this.ports = ports;
    this.owners = new NameOwners(ports.apps()::own);
    this.clock = clock;
  }

  /// Connects in the background.
  public void start() {
    Thread.ofPlatform()
        .name("hob-bus")
        .daemon()
        .start(() -> keep(this::serve, why -> serviceState = why));
    Thread.ofPlatform()
        .name("hob-bus-monitor")
        .daemon()
        .start(() -> keep(this::listen, why -> monitorState = why));
  }

  /// `available as :1.7` or `unavailable: why`.
  public String service() {
    return serviceState;
  }

  /// `available` or `unavailable: no-monitor …`.
  public String monitor() {
    return monitorState;
  }

  /// Tells everybody on the bus that there is a digest, not what it says.
  public void digestReady(Answer answer) {
    service
        .get()
        .ifPresent(s ->
            s.tellAll(
                IntelligenceObject.PATH,
                BusService.NAME,
                "DigestReady",
                "a{sv}",
                IntelligenceObject.digestReady(answer)));
  }

  private interface Attempt {
    /// @return when it ends, the reason
    String run(String address);
  }

  private void keep(Attempt attempt, Consumer<String> state) {
    Duration wait = FIRST_WAIT;
    String told = "";
    while (stopped.getCount() > 0) {
      long began = System.nanoTime();
      Optional<String> bus = address.get();
      String reason = bus.isEmpty() ? "no session bus" : survive(attempt, bus.get());
      state.accept("unavailable: " + reason);
      if (stopped.getCount() > 0 && !reason.equals(told)) {
        LOG.info("session bus: {}; trying again", reason);
        told = reason;
      }
      boolean lasted = System.nanoTime() - began > LONGEST_WAIT.toNanos();
      wait = lasted ? FIRST_WAIT : wait;
      if (pause(wait)) {
        return;
      }
      wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait.multipliedBy(2);
    }
  }

  /// The bus may say what it likes; the door comes back.
  private static String survive(Attempt attempt, String bus) {
    try {
      return attempt.run(bus);
    } catch (RuntimeException e) {
      LOG.error("session bus", e);
      return e.getClass().getSimpleName();
    }
  }

  /// @return whether Hob is stopping
  private boolean pause(Duration wait) {
    try {
      return stopped.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private String serve(String bus) {
    BusRequests requests = new BusRequests();
    try (BusLink link = BusLink.open(bus)) {
      BusService now =
          new BusService(
              link,
              new IntelligenceObject(ports, requests, clock),
              new BusCallers(ports.callers()),
              owners,
              departures(requests));
      service.set(Optional.of(now));
      try (now) {
        now.serve(() -> register(now, link));
      }
      return "closed";
    } catch (IOException e) {
      service.set(Optional.empty());
      return reason(e);
    }
  }

  private BusService.Departures departures(BusRequests requests) {
    return new BusService.Departures() {
      @Override
      public void left(String uniqueName) {
        requests.vanished(uniqueName);
        ports.apps().unregister(uniqueName);
      }

      @Override
      public void ended() {
        requests.cancelAll();
        ports.apps().unregisterAll();
      }
    };
  }

  private void register(BusService now, BusLink link) {
    try {
      now.register();
      serviceState = "available as " + link.name();
    } catch (IOException e) {
      serviceState = "unavailable: " + e.getMessage();
      now.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      now.close();
    }
  }

  private String listen(String bus) {
    NotificationTraffic traffic =
        new NotificationTraffic(
            owners,
            clock,
            event -> {
              switch (event) {
                case NotificationTraffic.Event.Seen(var notification) ->
                    ports.seen().accept(notification);
                case NotificationTraffic.Event.Gone(String id) -> ports.gone().accept(id);
              }
            });
    try (BusLink link = BusLink.open(bus)) {
      monitorLink.set(Optional.of(link));
      new NotificationMonitor(traffic, this::app).listen(link, () -> monitorState = "available");
      return "closed";
    } catch (IOException e) {
      monitorLink.set(Optional.empty());
      return "no-monitor, " + reason(e);
    }
  }

  /// The app behind a unique name as the bus vouches for it; the name itself where it is gone.
  private String app(String uniqueName) {
    try {
      Optional<BusService> asked = service.get();
      if (asked.isPresent()) {
        Caller caller = asked.get().caller(uniqueName);
        return caller.trust() == Caller.Trust.USER ? uniqueName : caller.app();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return uniqueName;
  }

  private static String reason(IOException e) {
    return Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
  }

  @Override
  public void close() {
    stopped.countDown();
    service.get().ifPresent(BusService::close);
    monitorLink
        .get()
        .ifPresent(link -> {
          try {
            link.close();
          } catch (IOException e) {
            // It was about to be gone anyway.
          }
        });
  }
}
