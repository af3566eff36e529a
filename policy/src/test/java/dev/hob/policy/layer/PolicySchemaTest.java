// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The published schema is made from the key table; `-Dhob.golden=write` makes it again.
class PolicySchemaTest {
  private static final Path PUBLISHED = Path.of("..", "docs", "policy.schema.json");

  @Test
  void thePublishedSchemaIsTheKeyTable() throws IOException {
    String fresh = new PolicyReader().schema();
    if ("write".equals(System.getProperty("hob.golden"))) {
      Files.createDirectories(PUBLISHED.getParent());
      Files.writeString(PUBLISHED, fresh);
    }
    assertEquals(Files.readString(PUBLISHED), fresh);
  }

  @Test
  void theExampleInTheDocumentsIsSound() {
    Path example = Path.of("..", "docs", "examples", "policy.yaml");
    Path none = Path.of("none");

    PolicyReader.Reading reading =
        new PolicyReader().read(new PolicyFolders(none, none, none), List.of(example), Layer.ADMIN);

    assertEquals(List.of(), reading.problems());
  }
}
