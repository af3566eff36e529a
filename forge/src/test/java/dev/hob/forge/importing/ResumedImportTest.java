// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.hob.engine.testing.PageCache;
import dev.hob.forge.bench.model.RandomGguf;
import dev.hob.forge.bench.model.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Imports that were stopped and whose notes are not as they were written, of a model of some large
/// pages: what is written again clears its surroundings.
class ResumedImportTest {
  private static final String WEIGHTS = "weights.safetensors";
  private static final Pattern TENSOR =
      Pattern.compile("\"([^\"]+)\":\\{[^}]*\"data_offsets\":\\[(\\d+),(\\d+)]");

  @TempDir private Path folder;
  private Path model = Path.of("unset");
  private Path whole = Path.of("unset");

  @BeforeEach
  void anUninterruptedOneToCompareWith() throws IOException, InterruptedException {
    model = folder.resolve("model.gguf");
    RandomGguf.write(Shape.EMBEDDED, model);
    whole = imported("whole", (_, _) -> _ -> {});
  }

  private Path imported(String name, ModelImport.Progress progress)
      throws IOException, InterruptedException {
    return new ModelImport(folder.resolve("root"), 2, SmallLlama.ANY)
        .run(model, Optional.of(16.0), Optional.of(name), progress)
        .folder()
        .resolve(WEIGHTS);
  }

  private void assertEndsWithTheSameBytes(String name) throws IOException, InterruptedException {
    assertEquals(-1, Files.mismatch(whole, imported(name, (_, _) -> _ -> {})));
  }

  private Path notes(String name) {
    return folder.resolve("root/.imports").resolve(name).resolve("done");
  }

  private long ends(String name) {
    try {
      String text = Files.readString(notes(name), StandardCharsets.ISO_8859_1);
      return text.chars().filter(c -> c == '\n').count();
    } catch (IOException e) {
      return 0; // there are none yet
    }
  }

  private static final class Interruption extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /// Goes on with an import and stops it when it has noted so many more, in the midst of the next.
  ///
  /// @return bytes that counted as done when it went on
  private long stopped(String name, int tensors) {
    AtomicLong there = new AtomicLong();
    assertThrows(
        Interruption.class,
        () ->
            imported(
                name,
                (_, before) -> {
                  there.set(before);
                  long noted = ends(name);
                  return _ -> {
                    if (ends(name) >= noted + tensors) {
                      throw new Interruption();
                    }
                  };
                }));
    return there.get();
  }

  @Test
  void aNoteThatAFullDiskCutCostsItsTensorOnceAndNothingBehindIt()
      throws IOException, InterruptedException {
    stopped("sound", 22);
    stopped("cut", 20);
    byte[] notes = Files.readAllBytes(notes("cut"));
    Files.write(notes("cut"), Arrays.copyOf(notes, notes.length - 10));

    stopped("cut", 3); // the twentieth again, and two more

    assertEquals(stopped("sound", 0), stopped("cut", 0));
    assertEndsWithTheSameBytes("cut");
  }

  /// A tensor in whose midst a large page begins, which the next one shares.
  private String shared() throws IOException {
    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(whole)).order(ByteOrder.LITTLE_ENDIAN);
    int header = (int) file.getLong(0);
    Matcher tensor = TENSOR.matcher(new String(file.array(), 8, header, StandardCharsets.UTF_8));
    while (tensor.find()) {
      long from = 8 + header + Long.parseLong(tensor.group(2));
      long to = 8 + header + Long.parseLong(tensor.group(3));
      if (tensor.group(1).matches(".*layers[.][2-5][.].*")
          && from / PageCache.LARGE < to / PageCache.LARGE) {
        return tensor.group(1);
      }
    }
    throw new AssertionError("no large page begins in these layers");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5})
  void aNoteThatIsMissingAmongOthersCostsNoByte(int tensors)
      throws IOException, InterruptedException {
    stopped("gap", 80);
    List<String> lines = Files.readAllLines(notes("gap"));
    String lost = " " + shared();
    Files.write(notes("gap"), lines.stream().filter(line -> !line.endsWith(lost)).toList());
    assertEquals(lines.size() - 1, ends("gap"));

    stopped("gap", tensors);

    assertEndsWithTheSameBytes("gap");
  }
}
