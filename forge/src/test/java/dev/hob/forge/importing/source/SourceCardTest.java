// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hob.engine.memory.Ledger;
import dev.hob.forge.gguf.GgufFile;
import dev.hob.forge.gguf.GgufWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceCardTest {
  @TempDir Path folder;

  private SourceCard readme(String text) throws IOException {
    Files.writeString(folder.resolve("README.md"), text);
    return SourceCard.ofFolder(folder);
  }

  @Test
  void aReadmesFrontMatterSaysLicenseAndLanguages() throws IOException {
    SourceCard one = readme("---\nlicense: mit\nlanguage: de\ntags: [a, b]\n---\n# Model\n");
    assertEquals("mit", one.license());
    assertEquals(List.of("de"), one.languages());
    SourceCard many =
        readme(
            "---\nlanguage:\n- en\n- zh-Hant\n- ../x\n- en\nlicense: other\n"
                + "license_name: qwen-research\n---\nlicense: apache-2.0\n");
    assertEquals("qwen-research", many.license());
    assertEquals(List.of("en", "zh-Hant"), many.languages());
  }

  @Test
  void whatIsNotStatedOrCannotBeReadIsUnknown() throws IOException {
    for (String text :
        List.of("", "# Model\nlicense: mit\n", "---\n", "---\n: [}{\n---\n", "---\n- a\n---\n")) {
      SourceCard card = readme(text);
      assertEquals("unknown", card.license(), text);
      assertEquals(List.of(), card.languages(), text);
    }
    Files.write(folder.resolve("README.md"), "---\nlicense: ä\n".getBytes(StandardCharsets.UTF_16));
    assertEquals("unknown", SourceCard.ofFolder(folder).license());
    Files.delete(folder.resolve("README.md"));
    assertEquals("unknown", SourceCard.ofFolder(folder).license());
  }

  @Test
  void aFolderOfHuggingFacesCacheIsCalledAsItsModel() {
    Path cache = folder.resolve("models--HuggingFaceTB--SmolLM2-135M/snapshots/0a1b2c3d");
    assertEquals("SmolLM2-135M", SourceCard.ofFolder(cache).name());
    assertEquals("Mine", SourceCard.ofFolder(folder.resolve("x/../Mine/.")).name());
  }

  @Test
  void aFileSaysItInItsMetadata() throws IOException {
    SourceCard full =
        gguf(
            new GgufWriter()
                .text("general.name", "Small One")
                .text("general.license", "other")
                .text("general.license.name", "llama3.2")
                .texts("general.languages", List.of("en", "hi")));
    assertEquals(new SourceCard("Small One", "llama3.2", List.of("en", "hi")), full);
    assertEquals(
        new SourceCard("m-Q8_0", "unknown", List.of()),
        gguf(new GgufWriter().text("general.name", " ")));
  }

  private SourceCard gguf(GgufWriter writer) throws IOException {
    Path file = folder.resolve("m-Q8_0.gguf");
    writer.text("general.architecture", "llama").write(file);
    try (GgufFile gguf = GgufFile.open(file, new Ledger())) {
      return SourceCard.ofGguf("m-Q8_0-00001-of-00002.gguf", gguf.metadata());
    }
  }
}
