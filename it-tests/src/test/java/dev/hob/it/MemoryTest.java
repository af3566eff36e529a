// SPDX-License-Identifier: Apache-2.0
package dev.hob.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hob.client.PrivateHob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The base leaves memory when nobody needs it and comes back when somebody does.
class MemoryTest {
  @TempDir Path admin;

  @Test
  void unmapsTheIdleBaseReportsBothFiguresAndMapsItAgain() throws IOException {
    Hobs.assumePackaged();
    Files.writeString(admin.resolve("10.yaml"), "hob: 1\nbudgets: {idleUnload: 10s}\n");
    try (PrivateHob hob = Hobs.start(Map.of("HOB_POLICY_ADMIN", admin.toString()))) {
      assertFalse(mapped(hob), "nothing is mapped before the first use");
      String first = summary(hob);
      await().atMost(60, TimeUnit.SECONDS).until(() -> !mapped(hob));
      JsonNode status = hob.client().status();
      assertEquals(0, status.at("/memory/ledgerTotal").asLong(), status.toString());
      JsonNode last = status.path("relief").get(status.path("relief").size() - 1);
      assertTrue(last.path("freed").asLong() > 0, status.path("relief").toString());
      assertTrue(
          last.path("residentBefore").asLong() > last.path("residentAfter").asLong(),
          status.path("relief").toString());
      assertEquals(first, summary(hob));
    }
  }

  private static boolean mapped(PrivateHob hob) {
    return hob.client().status().at("/base/mapped").asBoolean();
  }

  private static String summary(PrivateHob hob) throws IOException {
    JsonNode body =
        new ObjectMapper()
            .readTree(
                """
                {"input": {"text": "The review moved to 15:30. Anna Berg brings the slides."},
                 "options": {"method": "model"}}
                """);
    return hob.client().post("/v1/summarize", body).at("/output/summary").asText();
  }
}
