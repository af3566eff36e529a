// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdapterManifestTest {
  private static final String LINEAGE = "sha256:" + "ab".repeat(32);

  @TempDir private Path folder;

  @Test
  void readsWhatItWrote() throws IOException {
    AdapterManifest sealed = sealed();

    assertEquals(sealed, AdapterManifest.read(folder));
    sealed.verifyFiles(folder);
    assertEquals(Digests.bundle(folder), sealed.digest());
  }

  @Test
  void namesTheFileThatIsNotWhatTheManifestSays() throws IOException {
    AdapterManifest sealed = sealed();
    Files.writeString(folder.resolve("card.md"), "Changed.");
    assertEquals(
        "card.md",
        assertThrows(CorruptBundleException.class, () -> sealed.verifyFiles(folder)).file());
    Files.writeString(folder.resolve("card.md"), "A card.");
    Files.writeString(folder.resolve("more.txt"), "");
    assertEquals(
        "more.txt",
        assertThrows(CorruptBundleException.class, () -> sealed.verifyFiles(folder)).file());
  }

  @Test
  void refusesNamesThatLeaveTheirFolder() throws IOException {
    String text = Files.readString(sealedFile());
    for (String name : List.of("..", ".hidden", "a/b", "", "x".repeat(65))) {
      Files.writeString(sealedFile(), text.replace("\"summarize-x\"", "\"" + name + "\""));
      assertTrue(
          assertThrows(CorruptBundleException.class, () -> AdapterManifest.read(folder))
              .bound()
              .contains("name is"));
    }
  }

  private Path sealedFile() throws IOException {
    sealed();
    return folder.resolve(AdapterManifest.FILE);
  }

  private AdapterManifest sealed() throws IOException {
    Files.writeString(folder.resolve("card.md"), "A card.");
    return new AdapterManifest(
            "summarize-x",
            "1.2.0",
            "summarize",
            "native",
            LINEAGE,
            "",
            AdapterManifest.Recovery.BESIDE,
            16,
            "Apache-2.0",
            "",
            Optional.of(new AdapterManifest.Golden("golden.jsonl", 0.9)))
        .seal(folder);
  }
}
