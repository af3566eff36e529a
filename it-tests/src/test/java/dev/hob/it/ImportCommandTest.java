// SPDX-License-Identifier: Apache-2.0
package dev.hob.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hob.client.PrivateHob;
import dev.hob.forge.gguf.GgmlType;
import dev.hob.it.oracle.ModelKind;
import dev.hob.it.oracle.RandomModel;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `hob model import FILE && hob summarize --model NAME`, in processes of their own, for a random
/// model of each family: what it says is noise, how it says it is not.
class ImportCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long SEED = 11;
  private static final List<GgmlType> TYPES =
      List.of(GgmlType.Q4_0, GgmlType.F16, GgmlType.Q8_0, GgmlType.Q4_K, GgmlType.Q5_0);

  @TempDir Path folder;

  @Test
  void aModelOfEachFamilyIsImportedByTheCommandAndSummarizes() throws Exception {
    Hobs.assumePackaged();
    Path text = Files.writeString(folder.resolve("t.txt"), "The review moved to 3 pm. Anna comes.");
    String data = folder.resolve("data").toString();
    try (PrivateHob hob = Hobs.start(Map.of("XDG_DATA_HOME", data))) {
      for (ModelKind kind : ModelKind.values()) {
        String name = kind.name().toLowerCase(Locale.ROOT);
        Path file = model(kind);
        Command done = forge(data, "import", file.toString(), "--name", name);
        assertEquals(0, done.exitCode(), name + ": " + done.output());
        Command said =
            CommandLineTest.hob(hob, "summarize", "--model", name, "--json", text.toString());
        assertEquals(0, said.exitCode(), name + ": " + said.output() + hob.logTail());
        JsonNode answer = JSON.readTree(said.output());
        assertEquals("device", answer.path("place").asText(), said.output());
        assertFalse(answer.at("/output/summary").asText().isBlank(), said.output());
        assertTrue(answer.at("/guard/checked").asBoolean(), said.output());
      }
      Command list = CommandLineTest.hob(hob, "model", "list");
      assertTrue(list.output().contains("phi3_long"), list.output());
    }
  }

  @Test
  void aTruncatedFileIsRefusedByNameAndLeavesNothing() throws Exception {
    Hobs.assumePackaged();
    String data = folder.resolve("data").toString();
    Path file = model(ModelKind.QWEN3);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length * 2 / 3));
    Command refused = forge(data, "import", file.toString(), "--name", "half");
    assertEquals(65, refused.exitCode(), refused.output());
    assertTrue(refused.output().contains(file.getFileName().toString()), refused.output());
    assertFalse(Files.exists(Path.of(data, "hob/bases/half")), "nothing is installed");
  }

  @Test
  void aPolicyThatWantsSignaturesRefusesBeforeTheWork() throws Exception {
    Hobs.assumePackaged();
    String data = folder.resolve("data").toString();
    Path admin = Files.createDirectory(folder.resolve("admin"));
    Files.writeString(
        admin.resolve("10-signed.yaml"), "hob: 1\nadapters: {requireSignature: true}\n");
    Map<String, String> environment =
        Map.of("XDG_DATA_HOME", data, "HOB_POLICY_ADMIN", admin.toString());
    Command refused = forge(environment, "import", model(ModelKind.QWEN2).toString());
    assertEquals(77, refused.exitCode(), refused.output());
    assertTrue(refused.output().contains("adapters.requireSignature"), refused.output());
    Files.writeString(admin.resolve("10-signed.yaml"), "hob: 1\nadapters: {requireSignatur: 1}\n");
    Command broken = forge(environment, "import", model(ModelKind.QWEN2).toString());
    assertEquals(78, broken.exitCode(), broken.output());
    assertTrue(broken.output().contains("10-signed.yaml"), broken.output());
    assertFalse(Files.exists(Path.of(data, "hob/.imports")), "no work was begun");
  }

  @Test
  void whatIsNoModelIsRefusedInWords() throws Exception {
    Hobs.assumePackaged();
    Map<String, String> data = Map.of("XDG_DATA_HOME", folder.resolve("data").toString());
    Path paper = Files.writeString(folder.resolve("paper.pdf"), "%PDF-1.7 and more");
    Path torch = Files.createDirectory(folder.resolve("torch"));
    Files.writeString(torch.resolve("pytorch_model.bin"), "PK");
    refused(data, 66, "no file or folder", folder.resolve("nowhere.gguf").toString());
    refused(data, 65, "starts with \"%PDF\"", paper.toString());
    refused(data, 65, "PyTorch", torch.toString());
    refused(data, 65, "name the file, ", folder.resolve(model(ModelKind.LLAMA3)).getParent() + "");
    refused(data, 64, "not 7.0", paper.toString(), "--bits", "7");
    refused(data, 64, "hob model import", paper.toString(), "--bits", "many");
  }

  private static void refused(
      Map<String, String> environment, int exitCode, String words, String... arguments)
      throws Exception {
    Command refused =
        forge(
            environment,
            Stream.concat(Stream.of("import"), Stream.of(arguments)).toArray(String[]::new));
    assertEquals(exitCode, refused.exitCode(), refused.output());
    assertTrue(refused.output().contains(words), refused.output());
  }

  private Path model(ModelKind kind) throws Exception {
    RandomModel model = RandomModel.of(kind, TYPES.get(kind.ordinal() % TYPES.size()), SEED);
    Path file = folder.resolve(model + ".gguf");
    if (kind.ordinal() % 3 == 2) {
      return model.writeSplit(folder, 2);
    }
    model.writeGguf(file);
    return file;
  }

  /// As the launcher starts it.
  private static Command forge(String data, String... arguments) throws Exception {
    return forge(Map.of("XDG_DATA_HOME", data), arguments);
  }

  private static Command forge(Map<String, String> environment, String... arguments)
      throws Exception {
    Path target = Hobs.ROOT.resolve("forge/target");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                Files.readString(target.resolve("classpath")).strip()
                    + File.pathSeparator
                    + target.resolve("classes"),
                "dev.hob.forge.Forge"));
    command.addAll(List.of(arguments));
    return Command.run(environment, command);
  }
}
