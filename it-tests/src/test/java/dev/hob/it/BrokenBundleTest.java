// SPDX-License-Identifier: Apache-2.0
package dev.hob.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hob.client.HobException;
import dev.hob.client.PrivateHob;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A base whose weights were cut off on the way: named, refused, survived.
class BrokenBundleTest {
  private static final String TEXT = "The review moved to 15:30. Anna Berg brings the slides.";

  @TempDir Path bundles;

  @Test
  void namesTheFileRefusesTheModelAndStillAnswersByTheHelper() throws IOException {
    Hobs.assumePackaged();
    copy(Hobs.BUNDLES, bundles);
    Path weights = find("weights.safetensors");
    try (FileChannel file = FileChannel.open(weights, StandardOpenOption.WRITE)) {
      file.truncate(file.size() / 2);
    }
    try (PrivateHob hob = Hobs.start(Map.of("HOB_BUNDLES", bundles.toString()))) {
      JsonNode body =
          new ObjectMapper()
              .readTree(
                  "{\"input\": {\"text\": \""
                      + TEXT
                      + "\"}, \"options\": {\"method\": \"model\"}}");
      HobException refused =
          assertThrows(HobException.class, () -> hob.client().post("/v1/summarize", body));
      assertTrue(
          refused.document().toString().contains("weights.safetensors"),
          refused.document().toString());
      JsonNode answer = hob.client().summarize(TEXT);
      assertEquals("helper", answer.path("by").asText(), answer.toString());
    }
  }

  private Path find(String name) throws IOException {
    try (Stream<Path> files = Files.walk(bundles)) {
      return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(from)) {
      all = files.toList();
    }
    for (Path file : all) {
      Path target = to.resolve(from.relativize(file).toString());
      if (Files.isDirectory(file)) {
        Files.createDirectories(target);
      } else {
        Files.copy(file, target);
      }
    }
  }
}
