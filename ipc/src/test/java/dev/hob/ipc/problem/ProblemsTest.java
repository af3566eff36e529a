// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hob.features.Problem;
import dev.hob.features.ProblemException;
import dev.hob.ipc.admin.BundleProblem;
import dev.hob.ipc.http.RequestDesk;
import dev.hob.ipc.testing.OpenDoors;
import dev.hob.ipc.testing.SocketHttp;
import dev.hob.router.Deadline;
import dev.hob.router.Prediction;
import dev.hob.router.Refusal;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ProblemsTest {
  private static final Prediction SOON =
      new Prediction(Duration.ofMillis(5), Duration.ofMillis(50));
  private static final Duration LATER = Duration.ofMillis(1500);

  private static final List<Refusal> REFUSALS =
      List.of(
          new Refusal.TooLarge(9, 4, "tokens"),
          new Refusal.OverCapacity(LATER, 3, SOON),
          new Refusal.DeadlineUnreachable(SOON, Deadline.NONE),
          new Refusal.LowMemory(9, 4, LATER),
          new Refusal.CloudUnreachable("https://x", "refused", LATER),
          new Refusal.NotPermitted("rule", "file:1"),
          new Refusal.Unavailable("summarize", "no adapter"),
          new Refusal.Unavailable("summarize", "no base", Refusal.Unavailable.Lack.BASE),
          new Refusal.UnknownBase("smol", List.of("hob-embedded-s")),
          new Refusal.UnsupportedSchema("/oneOf", "unsupported keyword \"oneOf\""),
          new Refusal.Cancelled());

  private static final List<Problem> PROBLEMS =
      List.of(
          new Problem.InvalidInput("/input", "an object", "nothing"),
          new Problem.UnsupportedLanguage("de", List.of("en")),
          new Problem.UnsupportedOption("style", List.of()),
          new Problem.UnknownFeature("paint", List.of("summarize")),
          new Problem.NotPermitted("app", "act", "features.act", "file:2"),
          new Problem.NeedsConsent("hob"),
          new Problem.ActionNotPermitted(
              "app", "org.example.Mail", "send", "actions.high", "file:3", "policy denies it"),
          new Problem.NeedsConfirmation(
              "c0ffee",
              LATER,
              JsonNodeFactory.instance.objectNode().put("action", "send"),
              "actions.high",
              "file:3",
              "nobody was asked"),
          new Problem.UnknownRequest("r1", List.of("r2")),
          new Problem.Refused(new Refusal.Cancelled()));

  private static final List<BundleProblem> BUNDLES =
      List.of(
          new BundleProblem.Unknown("adapter", "x", List.of()),
          new BundleProblem.Unknown("base", "x", List.of()),
          new BundleProblem.Incompatible("f", "t", "[16, 256]", "[8, 256]"),
          new BundleProblem.Corrupt("f", 12, "bound"),
          new BundleProblem.Untrusted("x", "no signature"),
          new BundleProblem.Storage("/x", "disk full"),
          new BundleProblem.InUse("x", 2),
          new BundleProblem.Invalid("/role", "a role", "nothing"));

  @Test
  void samplesHoldEveryCase() {
    assertEquals(cases(Refusal.class), seen(REFUSALS));
    assertEquals(cases(Problem.class), seen(PROBLEMS));
    assertEquals(cases(BundleProblem.class), seen(BUNDLES));
  }

  @Test
  void everyKindOfTheVocabularyIsReached() {
    Set<ProblemKind> reached = EnumSet.noneOf(ProblemKind.class);
    REFUSALS.forEach(r -> reached.add(Problems.of(r).kind()));
    PROBLEMS.forEach(p -> reached.add(Problems.of(p).kind()));
    BUNDLES.forEach(b -> reached.add(Problems.of(b).kind()));
    reached.add(Problems.of(new IllegalStateException("test")).kind());

    assertEquals(EnumSet.allOf(ProblemKind.class), reached);
  }

  @Test
  void everyCaseComesThroughHttpWithItsStatusAndFields() throws IOException {
    try (OpenDoors doors = new OpenDoors(RequestDesk.Limits.DEFAULT)) {
      for (Map.Entry<Problem, ProblemDocument> sample : thrown().entrySet()) {
        doors.features.script((request, sink, cancelled) -> {
          throw new ProblemException(sample.getKey());
        });
        var reply = SocketHttp.post(doors.socket(), "/v1/summarize", "{\"input\":{}}");
        JsonNode body = reply.json();

        ProblemDocument expected = sample.getValue();
        assertEquals(expected.kind().status(), reply.status());
        assertEquals(expected.kind().type(), body.path("type").asText());
        expected.fields().properties().forEach(f -> assertTrue(body.has(f.getKey()), f.getKey()));
        assertTrue(reply.head().contains("application/problem+json"));
      }
      for (BundleProblem sample : BUNDLES) {
        doors.status.problem = sample;
        var reply = SocketHttp.get(doors.socket(), "/v1/adapters/x");
        assertEquals(Problems.of(sample).kind().status(), reply.status());
        assertEquals(Problems.of(sample).kind().type(), reply.json().path("type").asText());
      }
    }
  }

  @Test
  void namesAreTheSameOnEveryDoor() {
    assertEquals("urn:hob:too-large", ProblemKind.TOO_LARGE.type());
    assertEquals("dev.hob.Error.TooLarge", ProblemKind.TOO_LARGE.busName());
  }

  private static Map<Problem, ProblemDocument> thrown() {
    Map<Problem, ProblemDocument> all = new LinkedHashMap<>();
    PROBLEMS.forEach(p -> all.put(p, Problems.of(p)));
    REFUSALS.forEach(r -> all.put(new Problem.Refused(r), Problems.of(r)));
    return all;
  }

  private static Set<Class<?>> cases(Class<?> sealed) {
    return Arrays.stream(sealed.getPermittedSubclasses()).collect(Collectors.toSet());
  }

  private static Set<Class<?>> seen(List<?> samples) {
    return samples.stream().map(Object::getClass).collect(Collectors.toSet());
  }
}
