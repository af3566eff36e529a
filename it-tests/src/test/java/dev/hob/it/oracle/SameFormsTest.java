// SPDX-License-Identifier: Apache-2.0
package dev.hob.it.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.hob.engine.bundle.Family;
import dev.hob.engine.bundle.ModelConfig;
import dev.hob.forge.gguf.GgmlType;
import dev.hob.forge.importing.ModelImport;
import dev.hob.policy.AdapterTrust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// One model of each family as GGUF, whose answers are llama.cpp's own ([SameAnswersTest]), and as
/// the folder that its family's class would save: they become one base, with one lineage.
class SameFormsTest {
  private static final long SEED = 1825;

  @TempDir Path folder;

  private ModelImport.Imported imported(Path from, String name)
      throws IOException, InterruptedException {
    return new ModelImport(folder.resolve("root"), 1, new AdapterTrust(false, Set.of(), true))
        .run(from, Optional.of(32.0), Optional.of(name), (_, _) -> _ -> {});
  }

  private Path gguf(RandomModel model) throws IOException {
    Path file = folder.resolve(model.type() + ".gguf");
    model.writeGguf(file);
    return file;
  }

  @ParameterizedTest
  @EnumSource
  void aFileAndAFolderBecomeOneBase(ModelKind kind) throws IOException, InterruptedException {
    RandomModel plain = RandomModel.of(kind, GgmlType.F32, SEED);
    Path file = gguf(plain);
    ModelImport.Imported one = imported(file, "file");
    ModelImport.Imported other =
        imported(new RandomFolder(plain).write(folder.resolve("Theirs"), file, false), "folder");
    for (String same : List.of("weights.safetensors", "tokenizer.json")) {
      assertEquals(
          -1, Files.mismatch(one.folder().resolve(same), other.folder().resolve(same)), same);
    }
    if (kind == ModelKind.MISTRAL) { // GGUF has no name for it: it is a Llama there
      assertEquals(Family.MISTRAL, ModelConfig.read(other.folder()).family());
    } else {
      assertEquals(ModelConfig.read(one.folder()), ModelConfig.read(other.folder()));
    }
    assertEquals(one.manifest().lineage(), other.manifest().lineage());
    assertEquals(one.manifest().chatTemplate(), other.manifest().chatTemplate());
    if (kind == ModelKind.GEMMA3) {
      ModelImport.Imported seeing =
          imported(new RandomFolder(plain).write(folder.resolve("Seeing"), file, true), "seeing");
      assertEquals(one.manifest().lineage(), seeing.manifest().lineage());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"LLAMA3", "QWEN2", "GEMMA3", "PHI4_MINI"})
  void halfPrecisionHasTheLineageOfTheWholeAndBrainFloatsThatOfTheirs(ModelKind kind)
      throws IOException, InterruptedException {
    String whole = lineage(RandomModel.of(kind, GgmlType.F32, SEED));
    assertEquals(whole, lineage(RandomModel.of(kind, GgmlType.F16, SEED)));
    RandomModel brain = RandomModel.of(kind, GgmlType.BF16, SEED);
    String rounded = lineage(brain);
    assertNotEquals(whole, rounded, "numbers that have lost digits are others");
    Path theirs = new RandomFolder(brain).write(folder.resolve("Brain"), gguf(brain), false);
    assertEquals(rounded, imported(theirs, "brain").manifest().lineage());
  }

  private String lineage(RandomModel model) throws IOException, InterruptedException {
    return imported(gguf(model), model.type().name().toLowerCase(Locale.ROOT)).manifest().lineage();
  }
}
