// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifiedTest {
  @TempDir Path folder;
  private final Verified verified = new Verified();
  private final AtomicInteger checks = new AtomicInteger();

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("weights"), "abcdef");
    Files.writeString(folder.resolve("manifest"), "{}");
    look("one");
    assertEquals(1, checks.get());
  }

  @Test
  void untouchedFilesAreHashedOnce() {
    look("one");
    look("one");

    assertEquals(1, checks.get());
  }

  @Test
  void anotherDigestIsAnotherBundle() {
    look("two");

    assertEquals(2, checks.get());
  }

  @Test
  void aByteChangedUnderARestoredDateIsSeen() throws IOException {
    Path weights = folder.resolve("weights");
    FileTime date = Files.getLastModifiedTime(weights);
    Files.writeString(weights, "abcdeX");
    Files.setLastModifiedTime(weights, date);

    look("one");

    assertEquals(2, checks.get());
  }

  @Test
  void aFileRenamedOverAnotherIsSeen() throws IOException {
    Path other =
        Files.writeString(folder.resolveSibling("other-" + folder.getFileName()), "abcdef");
    Files.move(other, folder.resolve("weights"), StandardCopyOption.REPLACE_EXISTING);

    look("one");

    assertEquals(2, checks.get());
  }

  @Test
  void whatDidNotPassIsAskedAgain() throws IOException {
    Files.writeString(folder.resolve("weights"), "changed");
    Runnable refused =
        () -> {
          throw new CorruptBundleException("weights", 0, "not what the manifest says");
        };

    assertThrows(CorruptBundleException.class, () -> verified.unless(folder, "one", refused));
    assertThrows(CorruptBundleException.class, () -> verified.unless(folder, "one", refused));
  }

  private void look(String digest) {
    verified.unless(folder, digest, checks::incrementAndGet);
  }
}
