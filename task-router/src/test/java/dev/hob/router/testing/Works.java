// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.testing;

import dev.hob.policy.Budgets;
import dev.hob.policy.Caller;
import dev.hob.policy.DataClass;
import dev.hob.policy.Decision;
import dev.hob.policy.Place;
import dev.hob.router.ChatMessage;
import dev.hob.router.Deadline;
import dev.hob.router.OutputGrammar;
import dev.hob.router.PlacePreference;
import dev.hob.router.Plan;
import dev.hob.router.Prompt;
import dev.hob.router.QueueClass;
import dev.hob.router.Segment;
import dev.hob.router.Work;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Plain requests for tests, to be changed where a test cares.
///
/// @param work the request so far
public record Works(Work work) {
  /// An interactive text of 100 prompt and 20 output tokens that only the device may see.
  public static Works text() {
    return new Works(
        new Work(
            "summarize",
            caller("org.example.App"),
            DataClass.TEXT,
            decision(Set.of(Place.DEVICE), 2048),
            QueueClass.INTERACTIVE,
            Deadline.NONE,
            PlacePreference.AUTO,
            100,
            100,
            20));
  }

  public static Caller caller(String app) {
    return new Caller(app, 1000, 4242, Caller.Trust.PROCESS);
  }

  public static Budgets budgets(long memoryBytes, int deviceTokens) {
    return new Budgets(memoryBytes, 2, deviceTokens, Duration.ofMinutes(10));
  }

  public static Decision decision(Set<Place> places, int deviceTokens) {
    return new Decision(
        Decision.Outcome.ALLOW,
        places,
        Decision.Quota.UNLIMITED,
        budgets(700L << 20, deviceTokens),
        "data.text.places",
        "default");
  }

  /// One segment of content; the same text as a user message.
  public static Plan plan(String role, String content, int maxTokens) {
    return new Plan(
        role,
        new Prompt(List.of(new Segment.Content(content)), 0),
        List.of(new ChatMessage("user", content)),
        OutputGrammar.FREE,
        maxTokens,
        0f,
        0L);
  }

  public Works from(String app) {
    Work w = work;
    return new Works(
        new Work(
            w.feature(),
            caller(app),
            w.dataClass(),
            w.decision(),
            w.queueClass(),
            w.deadline(),
            w.place(),
            w.promptTokens(),
            w.longestPrompt(),
            w.outputTokens()));
  }

  public Works as(QueueClass queueClass) {
    Work w = work;
    return new Works(
        new Work(
            w.feature(),
            w.caller(),
            w.dataClass(),
            w.decision(),
            queueClass,
            w.deadline(),
            w.place(),
            w.promptTokens(),
            w.longestPrompt(),
            w.outputTokens()));
  }

  public Works tokens(int prompt, int longest, int output) {
    Work w = work;
    return new Works(
        new Work(
            w.feature(),
            w.caller(),
            w.dataClass(),
            w.decision(),
            w.queueClass(),
            w.deadline(),
            w.place(),
            prompt,
            longest,
            output));
  }

  public Works decided(Decision decision) {
    Work w = work;
    return new Works(
        new Work(
            w.feature(),
            w.caller(),
            w.dataClass(),
            decision,
            w.queueClass(),
            w.deadline(),
            w.place(),
            w.promptTokens(),
            w.longestPrompt(),
            w.outputTokens()));
  }

  public Works places(Place... places) {
    return decided(decision(Set.of(places), work.decision().budgets().deviceTokens()));
  }

  public Works asking(PlacePreference place) {
    Work w = work;
    return new Works(
        new Work(
            w.feature(),
            w.caller(),
            w.dataClass(),
            w.decision(),
            w.queueClass(),
            w.deadline(),
            place,
            w.promptTokens(),
            w.longestPrompt(),
            w.outputTokens()));
  }

  public Works within(Deadline deadline) {
    Work w = work;
    return new Works(
        new Work(
            w.feature(),
            w.caller(),
            w.dataClass(),
            w.decision(),
            w.queueClass(),
            deadline,
            w.place(),
            w.promptTokens(),
            w.longestPrompt(),
            w.outputTokens()));
  }
}
