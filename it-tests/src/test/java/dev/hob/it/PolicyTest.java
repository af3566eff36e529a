// SPDX-License-Identifier: Apache-2.0
package dev.hob.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hob.client.HobException;
import dev.hob.client.PrivateHob;
import dev.hob.client.ProblemType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An admin drops files in place while the daemon runs.
class PolicyTest {
  private static final String TEXT = "The review moved to 15:30. Anna brings the slides.";

  @TempDir Path admin;

  @BeforeEach
  void packaged() {
    Hobs.assumePackaged();
  }

  @Test
  void obeysANewFileAndNamesItsLine() throws IOException {
    try (PrivateHob hob = start()) {
      assertEquals("device", hob.client().summarize(TEXT).path("place").asText());
      drop("10.yaml", "hob: 1\nfeatures:\n  summarize: false\n");
      HobException denied = awaitDenial(hob);
      assertEquals(ProblemType.NOT_PERMITTED, denied.type());
      assertTrue(
          denied.document().path("source").asText().endsWith("10.yaml:3"), denied.toString());
      assertFalse(hob.client().proofread(TEXT).at("/output/text").asText().isEmpty());
    }
  }

  @Test
  void keepsTheLastGoodPolicyWhenAFileIsBroken() throws IOException {
    try (PrivateHob hob = start()) {
      drop("10.yaml", "hob: 1\nfeatures:\n  summarize: false\n");
      awaitDenial(hob);
      drop("20.yaml", "hob: 1\nfeatures: {summarise: true}\n");
      await()
          .atMost(20, TimeUnit.SECONDS)
          .until(() -> hob.client().status().at("/policy/problem").asText().contains("20.yaml:2"));
      assertThrows(HobException.Forbidden.class, () -> hob.client().summarize(TEXT));
    }
  }

  @Test
  void refusesEverythingUntilThePersonSaysYes() {
    try (PrivateHob hob = start()) {
      hob.client().post("/v1/consent", JsonNodeFactory.instance.objectNode().put("granted", false));
      HobException refused = assertThrows(HobException.class, () -> hob.client().summarize(TEXT));
      assertEquals(ProblemType.NEEDS_CONSENT, refused.type());
    }
  }

  @Test
  void auditsEachRequestWithItsRuleAndWithoutContent() throws IOException {
    try (PrivateHob hob = start()) {
      hob.client().summarize("Zanzibarquux moved the review to 15:30. Anna brings the slides.");
      Path audit = hob.folder().resolve("state").resolve("hob").resolve("audit");
      await().atMost(10, TimeUnit.SECONDS).until(() -> written(audit).contains("\"summarize\""));
      String records = written(audit);
      assertTrue(records.contains("\"rule\""), records);
      assertFalse(records.contains("Zanzibarquux"), records);
    }
  }

  private static String written(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return "";
    }
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }

  private static HobException awaitDenial(PrivateHob hob) {
    HobException[] denied = new HobException[1];
    await()
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> {
          try {
            hob.client().summarize(TEXT);
            return false;
          } catch (HobException.Forbidden refused) {
            denied[0] = refused;
            return true;
          }
        });
    return denied[0];
  }

  private PrivateHob start() {
    return Hobs.start(Map.of("HOB_POLICY_ADMIN", admin.toString()));
  }

  /// As an admin should: written aside, then renamed into place.
  private void drop(String name, String text) throws IOException {
    Path aside = Files.writeString(admin.resolveSibling(admin.getFileName() + "." + name), text);
    Files.move(aside, admin.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }
}
