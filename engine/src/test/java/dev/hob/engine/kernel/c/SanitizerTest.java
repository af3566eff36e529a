// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kernel.c;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The C sources under sanitizers, in drivers of their own (`src/test/c`). Skipped where there is
/// no compiler, or one without sanitizers.
@Tag("sanitizer")
class SanitizerTest {
  private static final long SEED = Long.getLong("hob.seed", 1L);
  private static final Path MAIN = Path.of("src/main/c").toAbsolutePath();
  private static final Path TEST = Path.of("src/test/c").toAbsolutePath();
  private static final String COMMON = "-std=gnu11 -ffp-contract=off -fno-math-errno";
  private static final String AVX2 = "-mavx2 -mfma -mf16c";
  private static final String AVX512 =
      AVX2 + " -mavx512f -mavx512bw -mavx512vl -mavx512dq -mavx512vnni -mavx512vbmi";

  /// Every region is cut into single strips and handed out.
  private static final String ALL_PARALLEL = "-DPARALLEL=0 -DROW_PARALLEL=0 -DCHUNK=1 -DSIDES=1";

  @TempDir Path folder;

  @Test
  void everyShapeAndTailStaysInsideItsBuffersAndInsideTheLanguage() throws Exception {
    String sanitizers = "-fsanitize=address,undefined -fno-sanitize-recover=all";
    needs(sanitizers);
    String out = run(drive(sanitizers, "-O1"), "12");
    assertTrue(out.endsWith("all equal\n"), out);
  }

  @Test
  void theWorkersOfAStepShareNothingThatOneOfThemWrites() throws Exception {
    String sanitizers = "-fsanitize=thread";
    needs(sanitizers);
    String out = run(drive(sanitizers, "-O0"), "4");
    assertTrue(out.endsWith("all equal\n"), out);
  }

  @Test
  void whatIsDoneToAllBytesOfAFileStaysInsideThem() throws Exception {
    String sanitizers = "-fsanitize=address,undefined -fno-sanitize-recover=all";
    needs(sanitizers);
    List<Path> objects =
        List.of(
            compile(MAIN.resolve("bytes.c"), sanitizers, "-O2"),
            compile(TEST.resolve("drive_bytes.c"), sanitizers, "-O1"));
    String out = run(link(objects, sanitizers), "3000");
    assertTrue(out.endsWith("all equal\n"), out);
  }

  /// The driver of products and steps.
  ///
  /// @param level at which the kernels are compiled; the portable ones always without optimizing,
  ///   which would take longer than to run them
  private Path drive(String sanitizers, String level) throws IOException, InterruptedException {
    boolean x86 = System.getProperty("os.arch").equals("amd64");
    List<String> known = words("cc -mavxvnni -fsyntax-only " + MAIN.resolve("pool.c"));
    // what the compiler does not know is left out, as in the build
    boolean vnni = x86 && start(known).code() == 0;
    List<String> tiles = words("cc -mamx-tile -mamx-int8 -fsyntax-only " + MAIN.resolve("pool.c"));
    boolean amx = x86 && start(tiles).code() == 0;
    List<Path> objects = new ArrayList<>();
    objects.add(compile(MAIN.resolve("pool.c"), sanitizers, "-O1"));
    objects.add(compile(MAIN.resolve("step.c"), sanitizers, "-O1"));
    objects.add(compile(MAIN.resolve("probe.c"), sanitizers, "-O1"));
    objects.add(compile(MAIN.resolve("regions.c"), sanitizers, "-O1 " + ALL_PARALLEL));
    objects.add(compile(TEST.resolve("drive.c"), sanitizers, "-O1"));
    objects.add(compile(MAIN.resolve("kernels_portable.c"), sanitizers, "-O0"));
    for (Map.Entry<String, String> set :
        Map.of(
                "avx2",
                AVX2,
                "avxvnni",
                vnni ? AVX2 + " -mavxvnni" : "",
                "avx512",
                AVX512,
                "amx",
                amx ? AVX512 + " -mamx-tile -mamx-int8" : "")
            .entrySet()) {
      String flags = x86 && !set.getValue().isEmpty() ? level + " " + set.getValue() : level;
      objects.add(compile(MAIN.resolve("kernels_" + set.getKey() + ".c"), sanitizers, flags));
    }
    return link(objects, sanitizers);
  }

  @Test
  void thePoolHasNoRaces() throws Exception {
    String sanitizers = "-fsanitize=thread";
    needs(sanitizers);
    List<Path> objects =
        List.of(
            compile(MAIN.resolve("pool.c"), sanitizers, "-O1"),
            compile(TEST.resolve("drive_pool.c"), sanitizers, "-O1"));
    String out = run(link(objects, sanitizers), "2000");
    assertTrue(out.endsWith("all ran once\n"), out);
  }

  /// Skips unless a program with these sanitizers can be built and runs here.
  private void needs(String sanitizers) throws IOException, InterruptedException {
    Path source = Files.writeString(folder.resolve("t.c"), "int main(void) { return 0; }\n");
    Path program = folder.resolve("t");
    List<String> command = words("cc " + sanitizers);
    command.addAll(List.of(source.toString(), "-o", program.toString()));
    boolean works;
    try {
      works = start(command).code() == 0 && start(List.of(program.toString())).code() == 0;
    } catch (IOException e) {
      works = false;
    }
    assumeTrue(works, "no C compiler `cc` that can build and run with " + sanitizers);
  }

  private Path compile(Path source, String sanitizers, String flags)
      throws IOException, InterruptedException {
    Path object = folder.resolve(source.getFileName() + ".o");
    List<String> command = words("cc " + COMMON + " " + sanitizers + " " + flags);
    command.addAll(List.of("-I" + MAIN, "-c", source.toString(), "-o", object.toString()));
    Ended ended = start(command);
    assertEquals(0, ended.code(), ended.output());
    return object;
  }

  private Path link(List<Path> objects, String sanitizers)
      throws IOException, InterruptedException {
    Path program = folder.resolve("drive");
    List<String> command = words("cc " + sanitizers);
    objects.forEach(object -> command.add(object.toString()));
    command.addAll(List.of("-o", program.toString(), "-lm", "-lpthread"));
    Ended ended = start(command);
    assertEquals(0, ended.code(), ended.output());
    return program;
  }

  private static String run(Path program, String rounds) throws IOException, InterruptedException {
    Ended ended = start(List.of(program.toString(), Long.toString(SEED), rounds));
    assertEquals(0, ended.code(), ended.output());
    return ended.output();
  }

  private static List<String> words(String text) {
    return new ArrayList<>(List.of(text.split(" ")));
  }

  private record Ended(int code, String output) {}

  private static Ended start(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertTrue(process.waitFor(5, TimeUnit.MINUTES), "still running: " + command);
    return new Ended(process.exitValue(), output);
  }
}
