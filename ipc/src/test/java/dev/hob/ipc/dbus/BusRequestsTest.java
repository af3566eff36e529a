// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.dbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.features.Answer;
import dev.hob.features.Features;
import dev.hob.features.ProblemException;
import dev.hob.ipc.testing.ScriptedFeatures;
import dev.hob.router.RefusedException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BusRequestsTest {
  private final BusRequests requests = new BusRequests();

  @Test
  void thePathIsKnownBeforeTheCall() {
    BusRequests.Handle handle = requests.open(":1.106", Optional.of("my_token"));

    assertEquals("/dev/hob/Intelligence1/request/1_106/my_token", handle.path());
    assertEquals(List.of("1_106"), requests.children(BusRequests.FOLDER));
  }

  @Test
  void aTokenInUseIsAnErrorAndFreeAgainAfterwards() {
    BusRequests.Handle handle = requests.open(":1.1", Optional.of("t"));
    assertThrows(ProblemException.class, () -> requests.open(":1.1", Optional.of("t")));

    requests.closed(handle);
    requests.open(":1.1", Optional.of("t"));
  }

  @Test
  void malformedTokensAreRefused() {
    for (String token : List.of("", "a/b", "a-b", "x".repeat(65), "ä")) {
      assertThrows(ProblemException.class, () -> requests.open(":1.1", Optional.of(token)), token);
    }
  }

  @Test
  void oneCallerCannotTakeAllRequests() {
    for (int i = 0; i < 16; i++) {
      requests.open(":1.1", Optional.empty());
    }
    assertThrows(RefusedException.class, () -> requests.open(":1.1", Optional.empty()));
    requests.open(":1.2", Optional.empty());
  }

  @Test
  void aCancelBeforeTheWorkBeganIsNotLost() {
    AtomicInteger cancels = new AtomicInteger();
    BusRequests.Handle handle = requests.open(":1.1", Optional.empty());
    requests.vanished(":1.1");
    handle.runs(pending(cancels));

    assertTrue(handle.cancelled());
    assertEquals(1, cancels.get());
  }

  @Test
  void chunksAreGatheredAndNoneIsLost() {
    List<String> signals = new ArrayList<>();
    ChunkSink sink =
        new ChunkSink(
            InstantSource.fixed(Instant.EPOCH.plusMillis(50)), (m, t) -> signals.add(m + ":" + t));
    sink.delta("a");
    sink.delta("b");
    sink.delta("c");
    sink.flush();
    sink.replace("d");

    assertEquals(List.of("Chunk:a", "Chunk:bc", "Replace:d"), signals);
  }

  private static Features.Pending pending(AtomicInteger cancels) {
    return new Features.Pending() {
      @Override
      public Answer await() {
        return ScriptedFeatures.answer("summarize", "");
      }

      @Override
      public void cancel() {
        cancels.incrementAndGet();
      }
    };
  }
}
