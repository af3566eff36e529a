// SPDX-License-Identifier: Apache-2.0
package dev.hob.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hob.client.HobClient;
import dev.hob.client.PrivateHob;
import dev.hob.engine.bundle.TensorType;
import dev.hob.engine.testing.TinyBase;
import dev.hob.registry.testing.TinyRoots;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An imported instruct base beside the embedded one, by name on every door; its weights are noise.
class ImportedModelTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private Path imported(String name, Optional<String> template) throws Exception {
    TinyRoots.in(folder).importedBase(name, TinyBase.seeded(21), template);
    return folder.resolve("user/bases").resolve(name).resolve("1.0.0");
  }

  @Test
  void aModelByNameServesCommandAndBothHttpDoors() throws Exception {
    Path chatty = imported("chatty", Optional.of(TinyRoots.TURNS));
    Path peft = folder.resolve("peft");
    TinyBase.seeded(21).writeAdapter(peft, 5, 4);
    Path text = Files.writeString(folder.resolve("t.txt"), "See you at 9.");
    try (PrivateHob hob = Hobs.start()) {
      assertEquals(0, run(hob, "adapter", "install", chatty.toString()).exitCode());
      Command adapter =
          run(
              hob,
              "adapter",
              "install",
              peft.toString(),
              "--role",
              "proofread",
              "--name",
              "theirs",
              "--base",
              "chatty");
      assertEquals(0, adapter.exitCode(), adapter.output());

      Command json = run(hob, "proofread", "--model", "chatty", "--json", text.toString());
      assertEquals(0, json.exitCode(), json.output() + hob.logTail());
      JsonNode answer = JSON.readTree(json.output());
      assertTrue(answer.path("base").asText().startsWith("sha256:"), json.output());
      assertEquals("theirs", answer.at("/adapter/name").asText(), json.output());

      Command unknown = run(hob, "proofread", "--model", "other", text.toString());
      assertEquals(66, unknown.exitCode(), unknown.output());
      assertTrue(unknown.output().contains("chatty"), unknown.output());

      try (HobClient client = hob.client()) {
        JsonNode models = client.get("/openai/v1/models");
        List<String> names = models.path("data").findValuesAsText("id");
        assertTrue(names.containsAll(List.of("chatty", "chatty:theirs")), models.toString());
        assertTrue(!names.contains("hob/base"), "the active base chats with nobody");
      }
    }
  }

  @Test
  void modelsAreListedShownVerifiedUsedAndRemoved() throws Exception {
    Path chatty = imported("chatty", Optional.of(TinyRoots.TURNS));
    Path text = Files.writeString(folder.resolve("t.txt"), "See you at 9.");
    try (PrivateHob hob = Hobs.start()) {
      run(hob, "adapter", "install", chatty.toString());
      String list = run(hob, "model", "list").output();
      assertTrue(list.contains("hob-embedded-s") && list.contains("chatty"), list);
      assertTrue(run(hob, "model", "show", "chatty").output().contains("\"chat\""));
      Command verify = run(hob, "model", "verify", "chatty/1.0.0");
      assertEquals(0, verify.exitCode(), verify.output());

      Command use = run(hob, "model", "use", "chatty");
      assertTrue(use.output().contains("chat form"), use.output());
      JsonNode answer = JSON.readTree(run(hob, "proofread", "--json", text.toString()).output());
      assertEquals("model", answer.path("by").asText(), answer.toString());
      try (HobClient client = hob.client()) {
        String models = client.get("/openai/v1/models").toString();
        assertTrue(models.contains("hob/base"), models);
      }

      Command remove = run(hob, "model", "remove", "chatty");
      assertEquals(0, remove.exitCode(), remove.output());
      assertEquals(66, run(hob, "model", "show", "chatty").exitCode());
      Command embedded = run(hob, "model", "remove", "hob-embedded-s");
      assertEquals(74, embedded.exitCode(), embedded.output());
    }
  }

  @Test
  void aFolderFromElsewhereIsImportedAndServesAtOnce() throws Exception {
    Path theirs = Files.createDirectory(folder.resolve("Theirs-Instruct"));
    Path written = folder.resolve("written");
    TinyBase.seeded(21).writePlain(written, TensorType.BF16);
    Files.move(written.resolve("weights.safetensors"), theirs.resolve("model.safetensors"));
    Files.move(written.resolve("config.json"), theirs.resolve("config.json"));
    Files.move(written.resolve("tokenizer.json"), theirs.resolve("tokenizer.json"));
    Files.writeString(
        theirs.resolve("tokenizer_config.json"),
        JSON.createObjectNode().put("chat_template", TinyRoots.TURNS).toString());
    Path data = folder.resolve("data");
    Command imported =
        Command.run(
            Map.of("XDG_DATA_HOME", data.toString()),
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.hob.forge.Forge",
                "import",
                theirs.toString(),
                "--name",
                "theirs"));
    assertEquals(0, imported.exitCode(), imported.output());
    assertTrue(imported.output().contains("hob model use theirs"), imported.output());
    assertTrue(!imported.output().contains("cannot be run"), imported.output());

    Path text = Files.writeString(folder.resolve("t.txt"), "See you at 9.");
    try (PrivateHob hob = Hobs.start(Map.of("XDG_DATA_HOME", data.toString()))) {
      Command answer = run(hob, "proofread", "--model", "theirs", "--json", text.toString());
      assertEquals(0, answer.exitCode(), answer.output() + hob.logTail());
      JsonNode base = JSON.readTree(run(hob, "model", "show", "theirs").output());
      assertEquals(base.path("digest"), JSON.readTree(answer.output()).path("base"));
    }
  }

  @Test
  void aModelWithoutATemplateSaysSo() throws Exception {
    Path mute = imported("mute", Optional.empty());
    Path text = Files.writeString(folder.resolve("t.txt"), "See you at 9.");
    try (PrivateHob hob = Hobs.start()) {
      assertEquals(0, run(hob, "adapter", "install", mute.toString()).exitCode());
      Command refused = run(hob, "summarize", "--model", "mute", text.toString());
      assertEquals(66, refused.exitCode(), refused.output());
      assertTrue(refused.output().contains("has no chat template"), refused.output());
    }
  }

  private static Command run(PrivateHob hob, String... arguments) throws Exception {
    return CommandLineTest.hob(hob, arguments);
  }
}
