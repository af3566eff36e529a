// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hob.policy.ActionCall;
import dev.hob.policy.ActionRules.Risk;
import dev.hob.policy.Caller;
import dev.hob.policy.DataClass;
import dev.hob.policy.testing.FixedActions;
import dev.hob.policy.testing.FixedPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
  @TempDir private Path root;
  private Instant now = Instant.parse("2026-11-25T08:00:00Z");
  private final List<String> said = new ArrayList<>();

  @Test
  void aLineHoldsTheFieldsOfTheFormatAndNoOther() throws IOException {
    log().append(record("firefox"));

    JsonNode line = new ObjectMapper().readTree(lines("2026-11-25").getFirst());
    Set<String> names = new TreeSet<>();
    line.fieldNames().forEachRemaining(names::add);
    assertEquals(
        Set.of(
            "time",
            "request",
            "caller",
            "feature",
            "dataClass",
            "place",
            "decision",
            "rule",
            "source",
            "bytesIn",
            "bytesOut",
            "tokens",
            "adapter",
            "outcome",
            "ms"),
        names);
    assertEquals("allow", line.path("decision").asText());
    assertEquals("process", line.path("caller").path("trust").asText());
  }

  @Test
  void anActionLeavesItsNameItsRuleAndWhatBecameOfIt() throws IOException {
    ActionCall call = new ActionCall("org.example.Editor", "win.save", Risk.MEDIUM, false);
    AuditRecord.ActionTrace trace =
        new AuditRecord.ActionTrace(
            call.app(),
            call.name(),
            Optional.of(call.risk()),
            Optional.of(FixedActions.usual().decide(call)),
            Optional.of("person"),
            "done",
            840);

    log().append(record("firefox", Optional.of(trace)));

    assertEquals(
        new ObjectMapper()
            .readTree(
                """
                {"app": "org.example.Editor", "name": "win.save", "risk": "medium",
                 "decision": "confirm", "rule": "actions.medium", "source": "fixed:2",
                 "confirmed": "person", "state": "done", "ms": 840}
                """),
        new ObjectMapper().readTree(lines("2026-11-25").getFirst()).path("action"));
  }

  @Test
  void aNameTooLongToBeOneIsCut() throws IOException {
    log().append(record("secret ".repeat(100)));

    assertTrue(lines("2026-11-25").getFirst().length() < 600);
  }

  @Test
  void filesAreForTheOwnerAlone() throws IOException {
    log().append(record("firefox"));

    assertEquals("rwx------", permissions(folder()));
    assertEquals("rw-------", permissions(folder().resolve("2026-11-25.jsonl")));
  }

  @Test
  void aDayIsOneFileAndOldDaysGoByPolicy() throws IOException {
    AuditLog log = log();
    Files.createDirectories(folder());
    Files.writeString(folder().resolve("notes.jsonl"), "mine");
    log.append(record("a"));
    now = now.plus(Duration.ofDays(1));
    log.append(record("b"));
    assertEquals(1, lines("2026-11-25").size());
    assertEquals(1, lines("2026-11-26").size());

    now = now.plus(Duration.ofDays(3));
    log.append(record("c"));

    assertTrue(Files.notExists(folder().resolve("2026-11-25.jsonl")));
    assertTrue(Files.exists(folder().resolve("2026-11-26.jsonl")));
    assertTrue(Files.exists(folder().resolve("notes.jsonl")));
  }

  @Test
  void aFailureIsCountedAndSaidOnce() throws IOException {
    Files.writeString(folder(), "a file where the folder should be");
    AuditLog log = log();

    log.append(record("a"));
    log.append(record("b"));

    assertEquals(new AuditLog.Counts(0, 2), log.counts());
    assertEquals(1, said.size());
    Files.delete(folder());
    log.append(record("c"));
    assertEquals(new AuditLog.Counts(1, 2), log.counts());
    assertEquals(2, said.size());
  }

  @Test
  void aTornLineDoesNotSpoilTheNext() throws IOException {
    Files.createDirectories(folder());
    Files.writeString(
        folder().resolve("2026-11-25.jsonl"), "{\"time\": \"20", StandardOpenOption.CREATE);

    log().append(record("a"));

    assertEquals(2, lines("2026-11-25").size());
    assertEquals(
        "a", new ObjectMapper().readTree(lines("2026-11-25").get(1)).at("/caller/app").asText());
  }

  @Test
  void linesOfManyThreadsAreNotMixed() throws IOException, InterruptedException {
    AuditLog log = log();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String app = "app" + i;
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int k = 0; k < 50; k++) {
                  log.append(record(app));
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    List<String> lines = lines("2026-11-25");
    assertEquals(400, lines.size());
    for (String line : lines) {
      assertTrue(new ObjectMapper().readTree(line).isObject());
    }
  }

  private AuditRecord record(String app) {
    return record(app, Optional.empty());
  }

  private AuditRecord record(String app, Optional<AuditRecord.ActionTrace> action) {
    Caller caller = new Caller(app, 1000, 1, Caller.Trust.PROCESS);
    return new AuditRecord(
        now,
        "r1",
        caller,
        "summarize",
        DataClass.TEXT,
        Optional.of("device"),
        FixedPolicy.deviceOnly().decide(caller, "summarize", DataClass.TEXT),
        new AuditRecord.Sizes(100, 20, 30),
        Optional.of("summarize 1.0.0"),
        action,
        "answered",
        12);
  }

  private AuditLog log() {
    return new AuditLog(folder(), () -> now, () -> Duration.ofDays(3), said::add);
  }

  private Path folder() {
    return root.resolve("audit");
  }

  private List<String> lines(String day) throws IOException {
    return Files.readAllLines(folder().resolve(day + ".jsonl"));
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
