// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

import dev.hob.policy.Place;
import dev.hob.router.admission.Promises;
import dev.hob.router.placement.Candidate;
import dev.hob.router.placement.Choice;
import dev.hob.router.placement.Placement;
import dev.hob.router.queue.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// The router: places a request, predicts it, queues it, hands out its runs. Thread-safe; blocking
/// style, meant for virtual threads.
///
/// Each place has a queue of its own, so that a slow cloud never holds up the device. Nothing runs
/// on a thread of this class.
public final class TaskRouter implements Router, AutoCloseable {
  private final RouterOptions options;
  private final PlaceDesk device;
  private volatile Optional<PlaceDesk> cloud;
  private final Promises promises = new Promises();
  private final AtomicLong lastId = new AtomicLong();
  private final Set<TaskTicket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  public TaskRouter(RouterOptions options) {
    this.options = options;
    device =
        PlaceDesk.local(options.device(), options.kept(), options.deviceQueue(), options.clock());
    cloud = desk(options.cloud());
  }

  /// Takes another cloud, or none, after policy was read again. What runs at the old one ends
  /// there.
  public void useCloud(Optional<Executor> executor) {
    cloud = desk(executor);
  }

  private Optional<PlaceDesk> desk(Optional<Executor> executor) {
    return executor.map(c -> PlaceDesk.remote(c, options.cloudQueue(), options.clock()));
  }

  @Override
  public int count(Prompt prompt, Optional<String> base) {
    return options.device().count(prompt, base);
  }

  @Override
  public Optional<BaseTraits> traits(Optional<String> base) {
    try {
      return Optional.of(options.device().traits(base));
    } catch (RefusedException e) {
      if (base.isEmpty() && e.why() instanceof Refusal.Unavailable) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public void warm(Beginning beginning, Optional<String> base) throws InterruptedException {
    options.device().warm(beginning, base);
    device.recall(base);
  }

  @Override
  public Admission admit(Work work) {
    if (closed) {
      return new Admission.Refused(new Refusal.Cancelled());
    }
    switch (work.decision().outcome()) {
      case ALLOW, CONFIRM -> {}
      case DENY, NEEDS_CONSENT -> {
        return new Admission.Refused(
            new Refusal.NotPermitted(work.decision().rule(), work.decision().source()));
      }
    }
    if (work.promptTokens() == 0) {
      return admitWithoutModel(work);
    }
    return switch (Placement.choose(work, place -> candidate(place, work))) {
      case Choice.Refuse(Refusal why) -> new Admission.Refused(why);
      case Choice.At at -> enqueue(work, at);
    };
  }

  @Override
  public RouterStatus status() {
    List<RouterStatus.PlaceStatus> places = new ArrayList<>();
    places.add(device.status());
    cloud.map(PlaceDesk::status).ifPresent(places::add);
    return new RouterStatus(places, promises.kept(), options.governor().report());
  }

  /// Refuses new work, cancels what is queued or running, and leaves the device's rates to the next
  /// process. Idempotent; called again, it leaves what the last runs have shown.
  @Override
  public void close() {
    closed = true;
    open.forEach(TaskTicket::cancel);
    device.leave();
  }

  /// A request that the helpers answer: it holds no turn unless it changes its mind and runs.
  private Admission admitWithoutModel(Work work) {
    Choice.At here =
        new Choice.At(
            Place.DEVICE, "no model call is needed", new Prediction(Duration.ZERO, Duration.ZERO));
    Optional<Refusal> overQuota = charge(work, here.predicted(), 0);
    return overQuota
        .<Admission>map(Admission.Refused::new)
        .orElseGet(() -> accept(work, here, device, Optional.empty()));
  }

  private Admission enqueue(Work work, Choice.At at) {
    PlaceDesk desk = deskOf(at.place()).orElseThrow();
    long cost = (long) work.promptTokens() + work.outputTokens();
    Duration expected = Duration.ofNanos((long) desk.bare(work, 1).finishNanos());
    Optional<Turn> turn =
        desk.turnstile.enter(work.queueClass(), work.caller().app(), cost, expected);
    int waiting = desk.turnstile.waiting().values().stream().mapToInt(n -> n).sum();
    if (turn.isEmpty()) {
      Duration retryAfter = desk.turnstile.expectedWait(work.queueClass());
      return new Admission.Refused(
          new Refusal.OverCapacity(
              retryAfter.isZero() ? Duration.ofSeconds(1) : retryAfter, waiting, at.predicted()));
    }
    Optional<Refusal> overQuota = charge(work, at.predicted(), waiting);
    if (overQuota.isPresent()) {
      turn.get().close();
      return new Admission.Refused(overQuota.get());
    }
    return accept(work, at, desk, turn);
  }

  private Admission accept(Work work, Choice.At at, PlaceDesk desk, Optional<Turn> turn) {
    TaskTicket ticket =
        new TaskTicket(
            new TaskTicket.Accepted(
                "r" + lastId.incrementAndGet(), work, at.reason(), at.predicted(), desk),
            turn,
            options.clock(),
            promises,
            this::onClose);
    open.add(ticket);
    if (closed) {
      ticket.cancel(); // close() may have walked the set just before
    }
    return new Admission.Accepted(ticket);
  }

  /// Takes one request out of the app's quota; its tokens are entered when the ticket closes.
  private Optional<Refusal> charge(Work work, Prediction predicted, int waiting) {
    return options
        .quotas()
        .take(work.caller().app(), work.decision().quota())
        .map(exceeded ->
            exceeded.limit().equals("tokensPerDay")
                ? new Refusal.TooLarge(
                    exceeded.used() + work.promptTokens() + work.outputTokens(),
                    exceeded.quota(),
                    "tokens per day")
                : new Refusal.OverCapacity(exceeded.retryAfter(), waiting, predicted));
  }

  private void onClose(TaskTicket ticket, long usedTokens) {
    open.remove(ticket);
    options.quotas().used(ticket.app(), usedTokens);
  }

  private Optional<PlaceDesk> deskOf(Place place) {
    return switch (place) {
      case DEVICE -> Optional.of(device);
      case CLOUD -> cloud;
    };
  }

  private Optional<Candidate> candidate(Place place, Work work) {
    return deskOf(place)
        .map(desk -> {
          try {
            return desk.candidate(work);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Candidate(
                Optional.of(new Refusal.Cancelled()), desk.predict(work, Duration.ZERO));
          }
        });
  }
}
