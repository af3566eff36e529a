// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.testing;

import dev.hob.policy.Place;
import dev.hob.router.Admission;
import dev.hob.router.BaseTraits;
import dev.hob.router.Beginning;
import dev.hob.router.Piece;
import dev.hob.router.PlacePreference;
import dev.hob.router.Plan;
import dev.hob.router.Prediction;
import dev.hob.router.Prompt;
import dev.hob.router.PromptForm;
import dev.hob.router.Refusal;
import dev.hob.router.RefusedException;
import dev.hob.router.Router;
import dev.hob.router.RouterStatus;
import dev.hob.router.Run;
import dev.hob.router.Segment;
import dev.hob.router.Ticket;
import dev.hob.router.Work;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/// A router that plays given answers and keeps book. Strict: a run without a script, a use after
/// close and a second close of nothing are errors; [#assertNothingOpen] reports what was left.
///
/// Counts one token a word and one a special token, so tests can reckon by hand.
public final class ScriptedRouter implements Router {
  private static final Prediction SOON =
      new Prediction(Duration.ofMillis(10), Duration.ofMillis(50));

  private final Deque<List<Piece>> scripts = new ArrayDeque<>();
  private final List<Plan> plans = new ArrayList<>();
  private final List<Work> works = new ArrayList<>();
  private final List<String> warmed = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();
  private final CountDownLatch stuck = new CountDownLatch(1);
  private Optional<Refusal> unavailable = Optional.empty();
  private Optional<PromptForm> form = Optional.of(PromptForm.NATIVE);
  private boolean cloud;
  private int open;
  private int openRuns;
  private int tickets;

  /// The next run answers with these pieces; a string that is `<name>` is a mark.
  public synchronized ScriptedRouter answer(String... pieces) {
    List<Piece> script = new ArrayList<>();
    script.add(
        new Piece.Started(
            "sha256:base",
            Optional.of(new Piece.AdapterStamp("summarize", "1.0.0", "sha256:adapter")),
            20,
            3));
    for (String piece : pieces) {
      boolean mark = piece.startsWith("<") && piece.endsWith(">");
      script.add(
          mark
              ? new Piece.Mark(piece.substring(1, piece.length() - 1), 0.9)
              : new Piece.Text(piece));
    }
    script.add(new Piece.Finished(Piece.Why.STOP, pieces.length + 1, -0.5, 2));
    scripts.add(script);
    return this;
  }

  /// The next run says one piece and then nothing until it is cancelled.
  public synchronized ScriptedRouter hang() {
    scripts.add(
        List.of(new Piece.Started("sha256:base", Optional.empty(), 20, 0), new Piece.Mark("1", 1)));
    return this;
  }

  /// From now on there is no base: model calls are refused.
  public synchronized ScriptedRouter withoutBase() {
    unavailable = Optional.of(new Refusal.Unavailable("summarize", "no base is installed"));
    return this;
  }

  /// No adapter is there for these roles: they cannot be warmed.
  public synchronized ScriptedRouter without(String... roles) {
    missing.addAll(List.of(roles));
    return this;
  }

  /// A cloud is there and takes what the device may not.
  public synchronized ScriptedRouter withCloud() {
    cloud = true;
    return this;
  }

  @Override
  public int count(Prompt prompt, Optional<String> base) {
    int tokens = 0;
    for (Segment segment : prompt.segments()) {
      tokens +=
          switch (segment) {
            case Segment.Special _ -> 1;
            case Segment.Trusted(String text) -> text.strip().split("\\s+").length;
            case Segment.Content(String text) -> text.strip().split("\\s+").length;
          };
    }
    return tokens;
  }

  @Override
  public synchronized Optional<BaseTraits> traits(Optional<String> base) {
    return unavailable.isPresent()
        ? Optional.empty()
        : Optional.of(new BaseTraits(base.orElse("tiny"), "1.0.0", "sha256:base", form, 2048));
  }

  /// The device's base is an instruct model, or one that only continues text.
  public synchronized ScriptedRouter speaking(Optional<PromptForm> spoken) {
    form = spoken;
    return this;
  }

  @Override
  public synchronized Admission admit(Work work) {
    works.add(work);
    int quota = work.decision().budgets().deviceTokens();
    boolean tooLarge = work.promptTokens() > 0 && work.longestPrompt() > quota;
    boolean mayLeave =
        cloud
            && work.decision().places().contains(Place.CLOUD)
            && work.place() != PlacePreference.DEVICE;
    if (mayLeave && (tooLarge || work.place() == PlacePreference.CLOUD)) {
      return new Admission.Accepted(new PlayedTicket(Place.CLOUD, "input over deviceTokens"));
    }
    if (tooLarge) {
      return new Admission.Refused(new Refusal.TooLarge(work.longestPrompt(), quota, "tokens"));
    }
    if (work.promptTokens() > 0 && unavailable.isPresent()) {
      return new Admission.Refused(unavailable.get());
    }
    return new Admission.Accepted(new PlayedTicket(Place.DEVICE, "default"));
  }

  @Override
  public synchronized void warm(Beginning beginning, Optional<String> base) {
    if (missing.contains(beginning.role())) {
      throw new RefusedException(
          new Refusal.Unavailable(beginning.role(), "no adapter is installed"));
    }
    warmed.add(beginning.role() + " " + beginning.prompt().constantSegments());
  }

  /// Nothing asks it in the features.
  @Override
  public RouterStatus status() {
    throw new UnsupportedOperationException("a scripted router has no status");
  }

  public synchronized List<Plan> plans() {
    return List.copyOf(plans);
  }

  public synchronized List<Work> works() {
    return List.copyOf(works);
  }

  public synchronized List<String> warmed() {
    return List.copyOf(warmed);
  }

  /// Blocks until a hanging run has been asked for more.
  public void awaitStuck() throws InterruptedException {
    stuck.await();
  }

  /// @throws AssertionError a ticket or run is open, or a scripted answer was not asked for
  public synchronized void assertNothingOpen() {
    if (open != 0 || openRuns != 0 || !scripts.isEmpty()) {
      throw new AssertionError(
          open + " tickets and " + openRuns + " runs open, " + scripts.size() + " answers unused");
    }
  }

  private final class PlayedTicket implements Ticket {
    private final Place place;
    private final String reason;
    private final String id;
    private boolean closed;
    private boolean cancelled;

    PlayedTicket(Place place, String reason) {
      this.place = place;
      this.reason = reason;
      open++;
      id = "t" + ++tickets;
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public Place place() {
      return place;
    }

    @Override
    public PromptForm form() {
      return place == Place.CLOUD ? PromptForm.CHAT : form.orElse(PromptForm.CHAT);
    }

    @Override
    public String reason() {
      return reason;
    }

    @Override
    public Prediction predicted() {
      return SOON;
    }

    @Override
    public Run run(Plan plan) {
      synchronized (ScriptedRouter.this) {
        if (closed) {
          throw new IllegalStateException("run after close");
        }
        if (cancelled) {
          throw new RefusedException(new Refusal.Cancelled());
        }
        if (unavailable.isPresent()) {
          throw new RefusedException(unavailable.get());
        }
        List<Piece> script = scripts.poll();
        if (script == null) {
          throw new IllegalStateException("no script for " + plan.role());
        }
        plans.add(plan);
        openRuns++;
        return new PlayedRun(this, new ArrayDeque<>(script));
      }
    }

    @Override
    public long queuedMs() {
      return 0;
    }

    @Override
    public void cancel() {
      synchronized (ScriptedRouter.this) {
        cancelled = true;
        ScriptedRouter.this.notifyAll();
      }
    }

    @Override
    public void close() {
      synchronized (ScriptedRouter.this) {
        if (closed) {
          throw new IllegalStateException("closed twice");
        }
        closed = true;
        open--;
      }
    }
  }

  private final class PlayedRun implements Run {
    private final PlayedTicket ticket;
    private final Deque<Piece> script;
    private boolean closed;

    PlayedRun(PlayedTicket ticket, Deque<Piece> script) {
      this.ticket = ticket;
      this.script = script;
    }

    @Override
    public Piece next() throws InterruptedException {
      synchronized (ScriptedRouter.this) {
        while (script.isEmpty() && !ticket.cancelled) {
          stuck.countDown();
          ScriptedRouter.this.wait();
        }
        return ticket.cancelled
            ? new Piece.Finished(Piece.Why.CANCELLED, 1, Double.NaN)
            : script.remove();
      }
    }

    @Override
    public void cancel() {
      ticket.cancel();
    }

    @Override
    public void close() {
      synchronized (ScriptedRouter.this) {
        if (!closed) {
          closed = true;
          openRuns--;
        }
      }
    }
  }
}
