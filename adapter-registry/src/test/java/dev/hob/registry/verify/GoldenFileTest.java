// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.registry.GoldenCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoldenFileTest {
  @TempDir private Path folder;

  @Test
  void readsCasesAsTheyAreWritten() throws IOException {
    List<GoldenCase> cases =
        read(
            """
            {"input": {"text": "a"}, "options": {"style": "x"}, "expect": {"contains": ["b"], "maxChars": 9, "schemaValid": true, "equals": null}}

            {"input": "a", "expect": {"equals": "c"}}
            """);

    assertEquals(2, cases.size());
    assertEquals(List.of("b"), cases.getFirst().contains());
    assertEquals(9, cases.getFirst().maxChars());
    assertTrue(cases.getFirst().schemaValid());
    assertEquals(Optional.empty(), cases.getFirst().equals());
    assertEquals(Optional.of("c"), cases.getLast().equals());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"input\": 1}",
        "{\"expect\": {}}",
        "{\"input\": 1, \"expect\": {\"contain\": []}}",
        "{\"input\": 1, \"expect\": {\"contains\": \"a\"}}",
        "{\"input\": 1, \"expect\": {\"contains\": [1]}}",
        "{\"input\": 1, \"expect\": {\"maxChars\": -1}}",
        "{\"input\": 1, \"expect\": {\"schemaValid\": \"yes\"}}",
        "{\"input\": 1, \"expect\": {\"equals\": 3}}",
        "{\"input\": 1, \"options\": [], \"expect\": {}}",
        "{\"input\": 1, \"input\": 2, \"expect\": {}}",
        "{\"input\": 1, \"expect\": {}} more",
        "[1]",
        "{"
      })
  void aLineThatIsNoCaseIsNamed(String line) {
    CorruptBundleException e =
        assertThrows(
            CorruptBundleException.class,
            () -> read("{\"input\": 1, \"expect\": {}}\n" + line + "\n"));
    assertTrue(e.bound().startsWith("line 2: "), e::getMessage);
  }

  private List<GoldenCase> read(String text) throws IOException {
    Files.writeString(folder.resolve("golden.jsonl"), text);
    return GoldenFile.read(folder, "golden.jsonl");
  }
}
