// SPDX-License-Identifier: Apache-2.0
package dev.hob.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hob.client.HobClient;
import dev.hob.client.PrivateHob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Second daemons, killed daemons, daemons without a place to live.
class LifeCycleTest {
  @Test
  void respectsALiveDaemonAndEndsWith75() throws Exception {
    try (PrivateHob first = Hobs.start()) {
      Process second = beside(first);
      assertTrue(second.waitFor(30, TimeUnit.SECONDS));
      assertEquals(75, second.exitValue());
      assertTrue(first.client().status().path("pid").asLong() > 0, "the first one still answers");
    }
  }

  @Test
  void replacesTheSocketThatAKilledDaemonLeft() throws Exception {
    try (PrivateHob killed = Hobs.start()) {
      ProcessHandle process = killed.process();
      process.destroyForcibly();
      await().atMost(10, TimeUnit.SECONDS).until(() -> !process.isAlive());
      assertTrue(Files.exists(killed.socket()), "a killed daemon leaves its socket behind");
      assertTrue(process.descendants().findAny().isEmpty(), "and no child");
      Process next = beside(killed);
      try (HobClient client = HobClient.open(killed.socket())) {
        await()
            .atMost(60, TimeUnit.SECONDS)
            .ignoreExceptions()
            .until(() -> client.status().path("pid").asLong() == next.pid());
      } finally {
        next.destroy();
        assertTrue(next.waitFor(10, TimeUnit.SECONDS));
      }
    }
  }

  @Test
  void takesItsSocketWithItWhenItIsAskedToStop() throws Exception {
    try (PrivateHob hob = Hobs.start()) {
      hob.client().summarize("The review moved to 15:30. Anna brings the slides.");
      hob.process().destroy();
      await().atMost(10, TimeUnit.SECONDS).until(() -> !hob.process().isAlive());
      assertFalse(Files.exists(hob.socket()));
    }
  }

  @Test
  void theNextDaemonNeedNotMeasureTheMachineAgain() throws Exception {
    try (PrivateHob first = Hobs.start()) {
      summarize(first.client());
      assertEquals("measured", first.client().status().at("/rates/origin").asText());
      first.process().destroy();
      await().atMost(10, TimeUnit.SECONDS).until(() -> !first.process().isAlive());
      Process next = beside(first);
      try (HobClient client = HobClient.open(first.socket())) {
        await()
            .atMost(60, TimeUnit.SECONDS)
            .ignoreExceptions()
            .until(() -> client.status().path("pid").asLong() == next.pid());
        summarize(client);
        JsonNode rates = client.status().path("rates");
        assertEquals("kept", rates.path("origin").asText(), rates::toString);
        assertTrue(Instant.parse(rates.path("keptFrom").asText()).isBefore(Instant.now()));
      } finally {
        next.destroy();
        assertTrue(next.waitFor(10, TimeUnit.SECONDS));
      }
    }
  }

  private static void summarize(HobClient hob) throws IOException {
    String body =
        """
        {"input": {"text": "The review moved to 15:30. Anna brings the slides."},
         "options": {"method": "model"}}
        """;
    hob.post("/v1/summarize", new ObjectMapper().readTree(body));
  }

  @Test
  void saysSoWhenItsRuntimeFolderCannotBeMade() throws Exception {
    Hobs.assumePackaged();
    Path file = Files.createTempFile("hob-not-a-folder", "");
    try {
      Map<String, String> environment = new HashMap<>(Hobs.environment());
      environment.put("XDG_RUNTIME_DIR", file.toString());
      Process hobd = start(environment);
      String said = new String(hobd.getInputStream().readAllBytes());
      assertTrue(hobd.waitFor(30, TimeUnit.SECONDS));
      assertTrue(hobd.exitValue() != 0, said);
      assertTrue(said.contains(file.toString()), said);
    } finally {
      Files.delete(file);
    }
  }

  private static Process beside(PrivateHob other) throws IOException {
    Map<String, String> environment = new HashMap<>(Hobs.environment());
    environment.put("XDG_RUNTIME_DIR", other.folder().resolve("run").toString());
    environment.put("XDG_CONFIG_HOME", other.folder().resolve("config").toString());
    environment.put("XDG_DATA_HOME", other.folder().resolve("data").toString());
    environment.put("XDG_STATE_HOME", other.folder().resolve("state").toString());
    environment.put("XDG_CACHE_HOME", other.folder().resolve("cache").toString());
    return start(environment);
  }

  private static Process start(Map<String, String> environment) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(Hobs.SCRIPT.toString()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.environment().remove("DBUS_SESSION_BUS_ADDRESS");
    return builder.start();
  }
}
