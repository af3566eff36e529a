// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hob.engine.memory.LargePageOutput;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.memory.MappedFile;
import dev.hob.engine.testing.PageCache;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargePageShareTest {
  @TempDir private Path folder;

  @Test
  void allMappingsOfTheFileCountAndNoOthers() throws IOException {
    Path smaps =
        Files.writeString(
            folder.resolve("smaps"),
            """
            7f0000000000-7f0000600000 r--s 00000000 fd:00 12 /models/a b/weights
            Size:               6144 kB
            Rss:                6144 kB
            FilePmdMapped:      4096 kB
            VmFlags: rd mr mw me sd
            7f0000800000-7f0000a00000 r--s 00000000 fd:00 13 /models/a b/weights.old
            Size:               2048 kB
            FilePmdMapped:      2048 kB
            7f0000c00000-7f0000e00000 r--s 00000000 fd:00 12 /models/a b/weights
            Size:               2048 kB
            FilePmdMapped:         0 kB
            7ffd00000000-7ffd00021000 rw-p 00000000 00:00 0 [stack]
            Size:                132 kB
            """);

    assertEquals(OptionalDouble.of(0.5), LargePageShare.of(Path.of("/models/a b/weights"), smaps));
    assertEquals(OptionalDouble.empty(), LargePageShare.of(Path.of("/models/other"), smaps));
  }

  @Test
  void whatIsMappedBeforeItIsTouchedHasNone() throws IOException {
    PageCache.assumeLargePages(folder);
    Path file = folder.resolve("file");
    try (LargePageOutput out = LargePageOutput.open(file)) {
      out.write(new byte[4 << 20]);
    }

    try (MappedFile mapped = MappedFile.map(file, new Ledger(), Ledger.Owner.BASE)) {
      assertEquals(OptionalDouble.of(0), LargePageShare.of(file));
      mapped.bytes().get(ValueLayout.JAVA_BYTE, 0);
      assertEquals(OptionalDouble.of(0.5), LargePageShare.of(file));
    }
  }
}
