// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hob.features.Answer;
import dev.hob.features.AnswerSink;
import dev.hob.features.FeaturePorts;
import dev.hob.features.FeatureService;
import dev.hob.features.Problem;
import dev.hob.features.ProblemException;
import dev.hob.features.Request;
import dev.hob.features.ShippedDefaults;
import dev.hob.features.Toolkit;
import dev.hob.features.act.ActPorts;
import dev.hob.features.flow.Writer;
import dev.hob.policy.ActionCall;
import dev.hob.policy.ActionDecision;
import dev.hob.policy.Budgets;
import dev.hob.policy.Caller;
import dev.hob.policy.DataClass;
import dev.hob.policy.Decision;
import dev.hob.policy.Place;
import dev.hob.policy.Policy;
import dev.hob.policy.audit.AuditRecord;
import dev.hob.policy.testing.FixedActions;
import dev.hob.router.Deadline;
import dev.hob.router.PlacePreference;
import dev.hob.router.QueueClass;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The features over a [ScriptedRouter] and a settable policy; every field may be changed before a
/// request.
public final class House {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Toolkit TOOLKIT = Toolkit.embedded();

  public final ScriptedRouter router = new ScriptedRouter();
  public final List<AuditRecord> audit = new CopyOnWriteArrayList<>();
  public Decision.Outcome outcome = Decision.Outcome.ALLOW;
  public Set<Place> places = Set.of(Place.DEVICE);
  public int deviceTokens = 2048;
  public Writer writer = Writer.HELPER;

  /// Who says how urgent notifications are, in digests too.
  public Writer prioritizer = Writer.HELPER;

  public PlacePreference place = PlacePreference.AUTO;
  public Request.OnOverflow onOverflow = Request.OnOverflow.REFUSE;

  public Instant now = Instant.parse("2026-05-19T08:30:00Z");
  public Deadline deadline = Deadline.NONE;
  public Caller caller = new Caller("org.example.App", 1000, 42, Caller.Trust.PROCESS);

  public ActPorts act = ActPorts.NONE;
  public FixedActions actions = FixedActions.usual();

  public final FeatureService features =
      new FeatureService(
          new FeaturePorts(
              this::policy,
              router,
              () ->
                  new ShippedDefaults(
                      Stream.of(
                              "summarize",
                              "digest",
                              "proofread",
                              "act",
                              "friendly",
                              "professional",
                              "concise",
                              "prioritize")
                          .collect(Collectors.toMap(name -> name, name -> writer(name)))),
              audit::add,
              () -> now,
              () -> 0L,
              Thread.ofVirtual().factory(),
              new ActPorts(
                  app -> act.catalogue().find(app),
                  (action, arguments, limit) -> act.port().call(action, arguments, limit),
                  (question, limit) -> act.confirmation().ask(question, limit))),
          TOOLKIT);

  private Writer writer(String feature) {
    return feature.equals("prioritize") ? prioritizer : writer;
  }

  /// The policy in force.
  public Policy policy() {
    Budgets budgets = new Budgets(1L << 30, 2, deviceTokens, Duration.ofMinutes(10));
    Decision decision =
        new Decision(
            outcome,
            places,
            Decision.Quota.UNLIMITED,
            budgets,
            "features.summarize",
            "policy.yaml:3");
    return new Policy() {
      @Override
      public Decision decide(Caller caller, String feature, DataClass dataClass) {
        return decision;
      }

      @Override
      public ActionDecision decide(Caller caller, ActionCall call) {
        return actions.decide(call);
      }

      @Override
      public Budgets budgets() {
        return budgets;
      }
    };
  }

  /// A request of a test application; `'` stands for `"`.
  public Request request(String feature, String input, String options) {
    return new Request(
        feature,
        json(input),
        json(options),
        caller,
        QueueClass.DEFAULT,
        deadline,
        place,
        onOverflow);
  }

  public Answer answer(String feature, String input, String options) throws InterruptedException {
    return features.answer(request(feature, input, options), AnswerSink.FINAL_ONLY);
  }

  /// The problem that the request ends in.
  public Problem problem(String feature, String input, String options) throws InterruptedException {
    try {
      Answer answer = answer(feature, input, options);
      throw new AssertionError("answered: " + answer.output());
    } catch (ProblemException e) {
      return e.problem();
    }
  }

  public static JsonNode json(String text) {
    try {
      return JSON.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
