// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.harvest;

import dev.hob.ipc.caller.CallerFinder;
import dev.hob.ipc.dbus.BusClient;
import dev.hob.ipc.desktop.offer.Offer;
import dev.hob.policy.Caller;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Everything that runs on the bus and offers actions, asked side by side and remembered for a
/// moment. By connection, not by name: many apps own none. Thread-safe.
public final class RunningApps {
  /// Services of the desktop, not apps; some have trees of thousands of objects.
  private static final List<String> NO_APPS =
      List.of("org.freedesktop.", "org.a11y.", "ca.desrt.dconf", "org.gtk.", "dev.hob.");

  private record Known(Harvested harvested, Set<String> names, Instant until) {}

  private final DesktopFiles files;
  private final CallerFinder callers;
  private final HarvestLimits limits;
  private final InstantSource clock;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  /// The connection that `known` was learned through; guarded by this.
  private Optional<BusClient> asked = Optional.empty();

  public RunningApps(
      DesktopFiles files, CallerFinder callers, HarvestLimits limits, InstantSource clock) {
    this.files = files;
    this.callers = callers;
    this.limits = limits;
    this.clock = clock;
  }

  /// Our own connections are none: the service's owns a name of ours, and `bus` is left out.
  public Harvested harvest(BusClient bus) throws InterruptedException {
    forgetOtherThan(bus);
    Map<String, List<String>> connections = connections(bus);
    connections.keySet().remove(bus.name());
    connections.values().removeIf(names -> names.stream().anyMatch(RunningApps::service));
    known.keySet().retainAll(connections.keySet());
    Map<String, Callable<Harvested>> open = new LinkedHashMap<>();
    connections.forEach((name, names) -> {
      Known before = known.get(name);
      if (before == null
          || !before.names().equals(Set.copyOf(names))
          || !clock.instant().isBefore(before.until())) {
        open.put(name, () -> ask(bus, name, names));
      }
    });
    List<String> left = new ArrayList<>();
    run(open, left);
    return together(connections.keySet(), left);
  }

  /// Another bus counts its names from the beginning.
  private synchronized void forgetOtherThan(BusClient bus) {
    if (!asked.equals(Optional.of(bus))) {
      known.clear();
      asked = Optional.of(bus);
    }
  }

  private static boolean service(String name) {
    return NO_APPS.stream().anyMatch(name::startsWith);
  }

  /// Unique names with the well-known names that each owns.
  private static Map<String, List<String>> connections(BusClient bus) throws InterruptedException {
    Map<String, List<String>> connections = new HashMap<>();
    for (String name : names(bus)) {
      if (name.startsWith(":")) {
        connections.computeIfAbsent(name, n -> new ArrayList<>());
      } else if (!name.equals("org.freedesktop.DBus")
          && bus.callBus("GetNameOwner", "s", name)
              instanceof BusClient.Reply.Returned(var sender, var type, var values)
          && values.getFirst() instanceof String owner) {
        connections.computeIfAbsent(owner, n -> new ArrayList<>()).add(name);
      }
    }
    return connections;
  }

  private static List<String> names(BusClient bus) throws InterruptedException {
    return bus.callBus("ListNames", "")
                instanceof BusClient.Reply.Returned(var sender, var type, var values)
            && values.getFirst() instanceof List<?> names
        ? names.stream().map(String::valueOf).toList()
        : List.of();
  }

  private void run(Map<String, Callable<Harvested>> open, List<String> left)
      throws InterruptedException {
    if (open.isEmpty()) {
      return;
    }
    try (ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("hob-harvest-", 0).factory())) {
      List<Future<Harvested>> all =
          threads.invokeAll(open.values(), limits.all().toMillis(), TimeUnit.MILLISECONDS);
      for (Future<Harvested> one : all) {
        if (one.isCancelled()) {
          left.add("a program was not open for want of time");
        } else {
          one.get();
        }
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("harvest", e.getCause());
    }
  }

  private Harvested ask(BusClient bus, String name, List<String> names)
      throws InterruptedException {
    AppCalls calls = new AppCalls(bus, name, limits.app());
    Harvested found =
        new RunningApp(
                calls,
                new RunningApp.Connection(
                    name, names.stream().sorted().toList(), caller(bus, name)),
                files,
                limits)
            .harvest();
    Duration believed = found.offers().isEmpty() ? limits.empty() : limits.fresh();
    known.put(name, new Known(found, Set.copyOf(names), clock.instant().plus(believed)));
    return found;
  }

  private Caller caller(BusClient bus, String name) throws InterruptedException {
    if (bus.callBus("GetConnectionCredentials", "s", name)
            instanceof BusClient.Reply.Returned(var sender, var type, var values)
        && values.getFirst() instanceof Map<?, ?> given) {
      return callers.find(number(given, "UnixUserID"), number(given, "ProcessID"));
    }
    return callers.find(-1, -1);
  }

  private static long number(Map<?, ?> credentials, String name) {
    return credentials.get(name) instanceof Number number ? number.longValue() : -1;
  }

  /// An app that runs twice is the one started last: its actions are what the person sees.
  private Harvested together(Set<String> connections, List<String> left) {
    List<Offer> offers = new ArrayList<>();
    Set<Offer.Key> taken = new HashSet<>();
    Set<String> twice = new HashSet<>();
    Comparator<String> newestFirst =
        Comparator.comparingLong((String name) -> number(name)).reversed();
    for (String name : connections.stream().sorted(newestFirst).toList()) {
      Harvested found =
          Optional.ofNullable(known.get(name)).map(Known::harvested).orElse(Harvested.NOTHING);
      left.addAll(found.left());
      for (Offer offer : found.offers()) {
        if (taken.add(offer.key())) {
          offers.add(offer);
        } else if (twice.add(offer.action().app())) {
          left.add(
              offer.action().appName() + " runs more than once: the one started last is meant");
        }
      }
    }
    return new Harvested(offers, left);
  }

  /// The number of `:1.42`; the bus counts upwards.
  private static long number(String uniqueName) {
    String last = uniqueName.substring(uniqueName.lastIndexOf('.') + 1);
    return last.matches("\\d{1,18}") ? Long.parseLong(last) : 0;
  }
}
