// SPDX-License-Identifier: Apache-2.0
package dev.hob.features;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.features.flow.Made;
import dev.hob.policy.Budgets;
import dev.hob.policy.DataClass;
import dev.hob.policy.Decision;
import dev.hob.policy.audit.AuditRecord;
import dev.hob.router.Piece;
import dev.hob.router.Refusal;
import dev.hob.router.Ticket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Times, usage and the audit record of one request. One thread.
final class Account {
  private static final Decision UNDECIDED =
      new Decision(
          Decision.Outcome.DENY,
          Set.of(),
          Decision.Quota.UNLIMITED,
          new Budgets(0, 0, 0, Duration.ZERO),
          "none: the request was not readable",
          "default");

  private final FeaturePorts ports;
  private final String feature;
  private final Request request;
  private final Instant began;
  private final long cpuBefore;
  private Optional<Instant> firstToken = Optional.empty();
  private String id = "";
  private Optional<String> place = Optional.empty();
  private DataClass dataClass = DataClass.TEXT;
  private Decision decision = UNDECIDED;
  private Optional<AuditRecord.ActionTrace> action = Optional.empty();
  private boolean recorded;

  Account(FeaturePorts ports, String feature, Request request) {
    this.ports = ports;
    this.feature = feature;
    this.request = request;
    this.began = ports.clock().instant();
    this.cpuBefore = ports.cpuMs().getAsLong();
  }

  void decided(DataClass ofInput, Decision byPolicy) {
    dataClass = ofInput;
    decision = byPolicy;
  }

  void firstToken() {
    if (firstToken.isEmpty()) {
      firstToken = Optional.of(ports.clock().instant());
    }
  }

  Answer answer(Ticket ticket, String reason, Made made, TicketCalls calls) {
    id = ticket.id();
    place = Optional.of(ticket.place().name().toLowerCase(Locale.ROOT));
    long total = sinceBeginning(ports.clock().instant());
    long first = firstToken.map(this::sinceBeginning).orElse(total);
    return new Answer(
        ticket.id(),
        feature,
        made.output(),
        made.by().word(),
        ticket.place(),
        reason,
        calls.latest().map(Piece.Started::base),
        calls.latest().flatMap(Piece.Started::adapter),
        new Answer.Guard(made.checked(), made.quoted(), made.rejected()),
        calls.usage(made.retries(), ports.cpuMs().getAsLong() - cpuBefore),
        new Answer.Timing(
            ticket.queuedMs(),
            first,
            total,
            ticket.predicted().firstToken().toMillis(),
            ticket.predicted().finish().toMillis()));
  }

  /// The answer as it stands after its aftermath.
  Answer followed(Answer answer, JsonNode output) {
    Answer.Timing before = answer.timing();
    return new Answer(
        answer.id(),
        answer.feature(),
        output,
        answer.by(),
        answer.place(),
        answer.reason(),
        answer.base(),
        answer.adapter(),
        answer.guard(),
        answer.usage(),
        new Answer.Timing(
            before.queued(),
            before.firstToken(),
            sinceBeginning(ports.clock().instant()),
            before.predictedFirstToken(),
            before.predictedFinish()));
  }

  /// What the audit record tells of the action.
  void acted(AuditRecord.ActionTrace trace) {
    action = Optional.of(trace);
  }

  Duration elapsed() {
    return Duration.between(began, ports.clock().instant());
  }

  void answered(Answer answer) {
    Optional<String> adapter = answer.adapter().map(a -> a.name() + "@" + a.version());
    long tokens = (long) answer.usage().promptTokens() + answer.usage().outputTokens();
    long bytesOut = bytes(answer.output().toString());
    record(answer.guard().quoted() ? "quoted" : "answered", adapter, bytesOut, tokens);
  }

  void failed(Problem problem) {
    record(word(problem), Optional.empty(), 0, 0);
  }

  /// Whatever else happened, the record is written: the request may have changed something.
  void end() {
    if (!recorded) {
      record("internal", Optional.empty(), 0, 0);
    }
  }

  private void record(String outcome, Optional<String> adapter, long bytesOut, long tokens) {
    recorded = true;
    Instant now = ports.clock().instant();
    long bytesIn = bytes(request.input().toString());
    ports
        .audit()
        .accept(
            new AuditRecord(
                now,
                id,
                request.caller(),
                feature,
                dataClass,
                place,
                decision,
                new AuditRecord.Sizes(bytesIn, bytesOut, tokens),
                adapter,
                action,
                outcome,
                sinceBeginning(now)));
  }

  private long sinceBeginning(Instant moment) {
    return Duration.between(began, moment).toMillis();
  }

  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /// The problem's type as formats.md, 4 names it.
  private static String word(Problem problem) {
    return switch (problem) {
      case Problem.InvalidInput _ -> "invalid-input";
      case Problem.UnsupportedLanguage _ -> "unsupported-language";
      case Problem.UnsupportedOption _ -> "unsupported-option";
      case Problem.UnknownFeature _ -> "unknown-feature";
      case Problem.NotPermitted _, Problem.ActionNotPermitted _ -> "not-permitted";
      case Problem.NeedsConsent _, Problem.NeedsConfirmation _ -> "needs-consent";
      case Problem.UnknownRequest _ -> "unknown-request";
      case Problem.Refused(Refusal why) ->
          switch (why) {
            case Refusal.TooLarge _ -> "too-large";
            case Refusal.OverCapacity _ -> "over-capacity";
            case Refusal.DeadlineUnreachable _ -> "deadline-unreachable";
            case Refusal.LowMemory _ -> "low-memory";
            case Refusal.CloudUnreachable _ -> "cloud-unreachable";
            case Refusal.NotPermitted _ -> "not-permitted";
            case Refusal.Unavailable _ -> "unknown-adapter";
            case Refusal.UnknownBase _ -> "unknown-base";
            case Refusal.UnsupportedSchema _ -> "unsupported-schema";
            case Refusal.Cancelled _ -> "cancelled";
          };
    };
  }
}
