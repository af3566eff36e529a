// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hob.forge.Forge;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Disks that are really full: the kernel says so, to processes of their own.
class DiskFullTest {
  private static final double BITS = 16;

  @TempDir Path folder;
  private Path model;
  private Path whole;

  @BeforeEach
  void aWholeImportToCompareWith() throws IOException, InterruptedException {
    model = new SmallLlama(1125).gguf(folder.resolve("model.gguf"));
    whole =
        new ModelImport(folder.resolve("whole"), 2, SmallLlama.ANY)
            .run(model, Optional.of(BITS), Optional.of("m"), (_, _) -> _ -> {})
            .folder();
  }

  /// An import beside which the disk fills up: arguments are root, model, and the share of the
  /// bytes after which a file takes all the room that is left.
  static final class Beside {
    public static void main(String[] args) throws IOException, InterruptedException {
      Path root = Path.of(args[0]);
      try {
        new ModelImport(root, 1, SmallLlama.ANY)
            .run(
                Path.of(args[1]),
                Optional.of(BITS),
                Optional.of("m"),
                (all, _) -> fills(root.resolveSibling("other"), all, Double.parseDouble(args[2])));
      } catch (ImportException e) {
        System.out.println(e.getMessage());
        System.exit(e.exitCode());
      }
    }

    private static LongConsumer fills(Path other, long all, double share) {
      AtomicLong written = new AtomicLong();
      return bytes -> {
        if (written.addAndGet(bytes) >= share * all && !Files.exists(other)) {
          try (OutputStream out = Files.newOutputStream(other)) {
            while (true) {
              out.write(new byte[4096]);
            }
          } catch (IOException e) {
            // full now
          }
        }
      };
    }
  }

  private record Ran(int exitCode, String output) {}

  private Ran bash(String script) throws IOException, InterruptedException {
    return run(List.of("bash", "-c", script));
  }

  private Ran run(List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("XDG_DATA_HOME", folder.resolve("disk").toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), output);
  }

  private static String java(Class<?> main) {
    return "'%s/bin/java' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx128m --add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED -cp '%s' '%s'"
        .formatted(
            System.getProperty("java.home"), System.getProperty("java.class.path"), main.getName());
  }

  private String command() {
    return java(Forge.class) + " import --name m --bits " + BITS + " '" + model + "'";
  }

  private void assertWhole(Path bundle) throws IOException {
    for (String file : List.of("weights.safetensors", "config.json", "tokenizer.json")) {
      assertEquals(-1, Files.mismatch(whole.resolve(file), bundle.resolve(file)), file);
    }
  }

  @Test
  void aFileThatMayNotGrowSoFarIsRefusedBeforeTheWorkAndGoesOnLater()
      throws IOException, InterruptedException {
    Path root = folder.resolve("disk/hob");
    long needed = Files.size(whole.resolve("weights.safetensors"));
    Ran small = bash("ulimit -f " + needed / 2048 + "; exec " + command());
    assertEquals(74, small.exitCode(), small.output());
    assertTrue(small.output().contains("File too large"), small.output());
    assertTrue(small.output().contains(root.resolve(".imports/m").toString()), small.output());
    assertTrue(small.output().contains("bytes are needed"), small.output());
    assertTrue(small.output().contains("nothing was installed"), small.output());
    assertFalse(Files.exists(root.resolve("bases")));
    assertFalse(Files.exists(root.resolve(".imports/m/bundle/weights.safetensors")));
    Ran again = bash(command());
    assertEquals(0, again.exitCode(), again.output());
    assertWhole(root.resolve("bases/m/1.0.0"));
  }

  @Test
  void aDiskThatIsFullOrFillsUpIsRefusedAndTheImportGoesOnOnceThereIsRoom()
      throws IOException, InterruptedException {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    String mount = "mount -t tmpfs -o size=%dk hob '" + disk + "'";
    assumeTrue(
        run(List.of("unshare", "-rm", "bash", "-c", mount.formatted(64))).exitCode() == 0,
        "this machine lets nobody mount a small disk of their own");
    long needed = Files.size(whole.resolve("weights.safetensors")) / 1024;
    String beside = java(Beside.class) + " '" + disk + "/hob' '" + model + "' ";
    String script =
        String.join(
            "\n",
            mount.formatted(needed / 2),
            command(),
            "echo small $?; ls '%s'/hob; ls '%s'/hob/.imports/m/bundle".formatted(disk, disk),
            "mount -o remount,size=%dk '%s'".formatted(needed + 2048, disk),
            beside + "0",
            "echo at once $?; ls '%s'/hob; rm '%s'/other".formatted(disk, disk),
            beside + "0.98",
            "echo half way $?; ls '%s'/hob; rm '%s'/other".formatted(disk, disk),
            "wc -l <'%s'/hob/.imports/m/done".formatted(disk),
            command(),
            "echo with room $?; ls -A '%s'/hob/.imports".formatted(disk),
            "cp -r '%s'/hob/bases '%s'/copied".formatted(disk, folder));
    Ran ran = run(List.of("unshare", "-rm", "bash", "-c", script));
    String output = ran.output();
    for (String part : List.of("small 74\n", "at once 74\n", "half way 74\n", "with room 0\n")) {
      assertTrue(output.contains(part), part + " is missing in:\n" + output);
    }
    assertTrue(output.contains("No space left on device"), output);
    assertTrue(output.contains("no room for it"), output);
    String before = output.substring(0, output.indexOf("with room"));
    assertFalse(before.contains("bases"), output);
    assertTrue(output.matches("(?s).*half way 74\n[^0-9]*[1-9][0-9]*\n.*"), output);
    assertWhole(folder.resolve("copied/m/1.0.0"));
  }
}
