// SPDX-License-Identifier: Apache-2.0
package dev.hob.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hob.client.HobException;
import dev.hob.client.PrivateHob;
import dev.hob.engine.bundle.AdapterManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An adapter that brings golden cases is asked them by the real model before it is let in.
class GoldenCasesTest {
  private static final String KEPT =
      """
      {"input": {"text": "The review moved to 15:30."}, "expect": {"contains": ["15:30"]}}
      {"input": {"text": "Anna brings the slides."}, "expect": {"contains": ["Anna"], "maxChars": 60}}
      """;
  private static final String IMPOSSIBLE =
      """
      {"input": {"text": "The review moved to 15:30."}, "expect": {"equals": "Something else."}}
      """;

  @TempDir Path folder;

  @Test
  void casesThatHoldLetItInAndOthersKeepItOut() throws IOException {
    Hobs.assumePackaged();
    try (PrivateHob hob = Hobs.start(Map.of())) {
      JsonNode installed = install(hob, "1.0.0", KEPT);
      assertEquals("2 of 2", installed.path("golden").asText(), installed.toString());
      HobException refused =
          assertThrows(HobException.class, () -> install(hob, "1.1.0", KEPT + IMPOSSIBLE));
      String document = refused.document().toString();
      assertTrue(document.contains("golden.jsonl") && document.contains("2 of 3"), document);
      assertEquals("1.0.0", versions(hob).getLast(), "what failed is not there");
    }
  }

  private JsonNode install(PrivateHob hob, String version, String cases) throws IOException {
    Path bundle = Files.createDirectory(folder.resolve(version));
    Path shipped = Hobs.BUNDLES.resolve("adapters/proofread");
    Path source;
    try (Stream<Path> versions = Files.list(shipped)) {
      source = versions.filter(Files::isDirectory).findFirst().orElseThrow();
    }
    for (String file : List.of("adapter_config.json", "adapter_model.safetensors")) {
      Files.copy(source.resolve(file), bundle.resolve(file));
    }
    Files.writeString(bundle.resolve("golden.jsonl"), cases);
    AdapterManifest was = AdapterManifest.read(source);
    new AdapterManifest(
            "careful",
            version,
            was.role(),
            was.promptForm(),
            was.lineage(),
            was.trainedOn(),
            was.recovery(),
            was.rank(),
            was.license(),
            "",
            Optional.of(new AdapterManifest.Golden("golden.jsonl", 0.9)))
        .seal(bundle);
    ObjectMapper json = new ObjectMapper();
    return hob.client()
        .post(
            "/v1/adapters",
            json.createObjectNode().put("path", bundle.toString()).put("activate", false));
  }

  private static List<String> versions(PrivateHob hob) {
    return hob.client().get("/v1/adapters").path("adapters").findValuesAsText("name").stream()
        .filter("careful"::equals)
        .map(name -> hob.client().get("/v1/adapters/" + name).path("version").asText())
        .toList();
  }
}
