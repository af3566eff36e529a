// SPDX-License-Identifier: Apache-2.0
package dev.hob.features;

import dev.hob.features.flow.Aftermath;
import dev.hob.features.flow.Feature;
import dev.hob.features.flow.Made;
import dev.hob.features.flow.Method;
import dev.hob.features.flow.Task;
import dev.hob.features.flow.Turn;
import dev.hob.features.flow.Writer;
import dev.hob.policy.Caller;
import dev.hob.policy.Decision;
import dev.hob.policy.Place;
import dev.hob.router.Admission;
import dev.hob.router.BaseTraits;
import dev.hob.router.PlacePreference;
import dev.hob.router.Plan;
import dev.hob.router.Prompt;
import dev.hob.router.PromptForm;
import dev.hob.router.Refusal;
import dev.hob.router.RefusedException;
import dev.hob.router.Ticket;
import dev.hob.router.Work;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/// One request from reading to answer. Its own thread runs [#answer]; any thread may [#cancel].
/// Whatever happens, the ticket is closed and one audit record is written.
final class Errand {
  private final FeaturePorts ports;
  private final Feature feature;
  private final Request request;
  private final AnswerSink sink;
  private final TokenCount tokens;
  private final Account account;
  private final Cancellation cancellation = new Cancellation();

  Errand(FeaturePorts ports, Feature feature, Request request, AnswerSink sink) {
    this.ports = ports;
    this.feature = feature;
    this.request = request;
    this.sink = sink;
    this.tokens = new TokenCount(ports.router(), request.base());
    this.account = new Account(ports, feature.name(), request);
  }

  /// Any thread, idempotent.
  void cancel() {
    cancellation.cancel();
  }

  /// @throws ProblemException it cannot be answered; nothing is left running
  Answer answer() throws InterruptedException {
    try {
      Answer answer = work();
      account.answered(answer);
      return answer;
    } catch (ProblemException e) {
      account.failed(e.problem());
      throw e;
    } catch (RefusedException e) {
      Problem problem = new Problem.Refused(e.why());
      account.failed(problem);
      throw new ProblemException(problem);
    } catch (InterruptedException e) {
      account.failed(new Problem.Refused(new Refusal.Cancelled()));
      throw e;
    } finally {
      cancellation.end();
      account.end();
    }
  }

  private Answer work() throws InterruptedException {
    if (request.base().isPresent() && request.place() == PlacePreference.CLOUD) {
      throw new ProblemException(
          new Problem.InvalidInput("/base", "no base where the place is the cloud", "one"));
    }
    Task task =
        feature.read(
            request.input(), request.options(), ports.clock().instant().atOffset(ZoneOffset.UTC));
    Decision decision =
        ports.policy().get().decide(request.caller(), feature.name(), task.dataClass());
    account.decided(task.dataClass(), decision);
    refuse(decision, request.caller(), feature.name());
    Admitted admitted = admit(task, decision);
    Written written;
    try (Ticket open = admitted.ticket()) {
      cancellation.hold(open);
      sink.accepted(open.id(), open.place(), admitted.reason(), open.predicted());
      written = carryOut(admitted);
    }
    return written.next().isPresent()
        ? follow(written.answer(), written.next().get())
        : written.answer();
  }

  /// @throws ProblemException policy, or the person, stands against it
  static void refuse(Decision decision, Caller caller, String feature) {
    switch (decision.outcome()) {
      case ALLOW, CONFIRM -> {}
      case DENY ->
          throw new ProblemException(
              new Problem.NotPermitted(caller.app(), feature, decision.rule(), decision.source()));
      case NEEDS_CONSENT -> throw new ProblemException(new Problem.NeedsConsent("hob"));
    }
  }

  /// The ticket is closed by now: nothing is held while a person thinks.
  private Answer follow(Answer answer, Aftermath next) throws InterruptedException {
    cancellation.waitHere();
    Turn turn = new ErrandTurn(answer.id(), request, ports, sink, account, cancellation);
    try {
      return account.followed(answer, next.follow(turn));
    } catch (InterruptedException e) {
      cancellation.check(); // if it was us
      throw e;
    }
  }

  private Written carryOut(Admitted admitted) throws InterruptedException {
    Ticket open = admitted.ticket();
    TicketCalls calls = new TicketCalls(open, sink, account::firstToken);
    Made made;
    String reason = admitted.reason();
    if (admitted.writer() == Writer.HELPER) {
      made = admitted.task().byHelper();
    } else {
      try {
        made = admitted.task().byModel(calls);
      } catch (RefusedException e) {
        if (!standsIn(admitted.task(), e.why())) {
          throw e;
        }
        made = admitted.task().byHelper();
        reason = reason + "; " + whyHelper(e.why());
      }
    }
    cancellation.check();
    calls.show(made.text());
    return new Written(account.answer(open, reason, made, calls), made.next());
  }

  /// Where and by whom the task is answered.
  private Admitted admit(Task task, Decision decision) {
    int quota = decision.budgets().deviceTokens();
    int size = tokens.largest(task.sizes());
    boolean large = size > quota;
    boolean cloud =
        decision.places().contains(Place.CLOUD)
            && request.place() != PlacePreference.DEVICE
            && request.base().isEmpty();
    Writer writer = writer(task);
    boolean elsewhere = request.place() == PlacePreference.CLOUD || (large && cloud);
    if (writer == Writer.HELPER && (task.method() == Method.HELPER || !elsewhere)) {
      return admitHelper(sized(task, decision, size), decision, "");
    }
    return switch (ports.router().admit(work(task, decision, size))) {
      case Admission.Accepted(Ticket accepted) -> admitted(accepted, task, Writer.MODEL, "");
      case Admission.Refused(Refusal why) -> {
        boolean tooLarge =
            why instanceof Refusal.TooLarge || (large && why instanceof Refusal.Unavailable);
        if (tooLarge) {
          yield admitSections(sized(task, decision, size), decision, writer);
        }
        if (standsIn(task, why)) {
          yield admitHelper(task, decision, whyHelper(why));
        }
        throw new RefusedException(why);
      }
    };
  }

  private Admitted admitSections(Task sectioned, Decision decision, Writer writer) {
    if (writer == Writer.HELPER) {
      return admitHelper(sectioned, decision, "");
    }
    int size = tokens.largest(sectioned.sizes());
    return switch (ports.router().admit(work(sectioned, decision, size))) {
      case Admission.Accepted(Ticket accepted) -> admitted(accepted, sectioned, Writer.MODEL, "");
      case Admission.Refused(Refusal why) when standsIn(sectioned, why) ->
          admitHelper(sectioned, decision, whyHelper(why));
      case Admission.Refused(Refusal why) -> throw new RefusedException(why);
    };
  }

  private Admitted admitHelper(Task task, Decision decision, String note) {
    Work work =
        new Work(
            feature.name(),
            request.caller(),
            task.dataClass(),
            decision,
            request.queueClass(),
            request.deadline(),
            PlacePreference.DEVICE,
            request.base(),
            0,
            tokens.largest(task.sizes()),
            0);
    return switch (ports.router().admit(work)) {
      case Admission.Accepted(Ticket accepted) -> admitted(accepted, task, Writer.HELPER, note);
      case Admission.Refused(Refusal why) -> throw new RefusedException(why);
    };
  }

  /// The task as it is where it fits the device, in sections where the caller wants them.
  ///
  /// @throws RefusedException it does not fit
  private Task sized(Task task, Decision decision, int size) {
    int quota = decision.budgets().deviceTokens();
    if (size <= quota) {
      return task;
    }
    if (request.onOverflow() == Request.OnOverflow.REFUSE) {
      throw new RefusedException(new Refusal.TooLarge(size, quota, "tokens"));
    }
    return task.inSections(tokens::of, quota);
  }

  private Work work(Task task, Decision decision, int size) {
    List<Plan> plans = task.plans();
    List<Prompt> prompts = plans.stream().map(Plan::prompt).toList();
    int all = prompts.stream().mapToInt(tokens::of).sum();
    return new Work(
        feature.name(),
        request.caller(),
        task.dataClass(),
        decision,
        request.queueClass(),
        request.deadline(),
        request.base().isPresent() ? PlacePreference.DEVICE : request.place(),
        request.base(),
        all,
        size,
        plans.stream().mapToInt(Plan::maxTokens).sum());
  }

  private Writer writer(Task task) {
    return switch (task.method()) {
      case MODEL -> Writer.MODEL;
      case HELPER -> Writer.HELPER;
      case AUTO ->
          speaks() ? Writer.MODEL : ports.defaults().get().writer(feature.name(), task.ships());
    };
  }

  /// Whether a person chose the model that would write: by name, or an instruct model as the active
  /// base. What ships was found for other weights.
  private boolean speaks() {
    return request.base().isPresent()
        || ports
            .router()
            .traits(Optional.empty())
            .flatMap(BaseTraits::form)
            .filter(PromptForm.CHAT::equals)
            .isPresent();
  }

  /// Whether the helper may take the place of a model that is not there.
  private boolean standsIn(Task task, Refusal why) {
    return why instanceof Refusal.Unavailable
        && task.method() == Method.AUTO
        && request.base().isEmpty()
        && request.place() != PlacePreference.CLOUD;
  }

  private static String whyHelper(Refusal why) {
    return why instanceof Refusal.Unavailable missing
        ? "the helper writes: " + missing.role() + ": " + missing.reason()
        : "the helper writes";
  }

  private Admitted admitted(Ticket accepted, Task task, Writer writer, String note) {
    String sections = task.sections() > 1 ? "; in " + task.sections() + " sections" : "";
    String reason = accepted.reason() + (note.isEmpty() ? "" : "; " + note) + sections;
    return new Admitted(accepted, task, writer, reason);
  }

  private record Admitted(Ticket ticket, Task task, Writer writer, String reason) {}

  private record Written(Answer answer, Optional<Aftermath> next) {}
}
