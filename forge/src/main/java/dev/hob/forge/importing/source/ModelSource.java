// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.source;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.engine.memory.Ledger;
import dev.hob.forge.importing.vocab.ImportedVocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A model to import. Rows may be read by several threads.
public interface ModelSource extends AutoCloseable {
  /// Opens a GGUF file or a Hugging Face folder.
  ///
  /// @throws dev.hob.engine.bundle.CorruptBundleException it is not what it claims
  /// @throws dev.hob.engine.bundle.IncompatibleBundleException a family or type that is not run
  static ModelSource open(Path path, Ledger ledger) {
    return Files.isDirectory(path)
        ? FolderSource.open(path, ledger)
        : GgufSource.open(path, ledger);
  }

  SourceCard card();

  /// The bundle's `config.json`: a family that the engine knows, in Hugging Face's fields.
  ObjectNode config();

  ImportedVocabulary vocabulary();

  /// Jinja, as the model carries it.
  Optional<String> chatTemplate();

  /// Files that were read.
  List<Path> files();

  /// Which files these are, in words: one that was downloaded again is another one.
  default String facts() throws IOException {
    StringBuilder facts = new StringBuilder();
    for (Path file : files()) {
      facts.append(file.toAbsolutePath()).append(' ').append(Files.size(file)).append(' ');
      facts.append(Files.getLastModifiedTime(file)).append('\n');
    }
    return facts + types() + "\n";
  }

  /// Types of its tensors, e.g. `Q4_K, Q6_K, F32`.
  String types();

  /// Types in words, each once.
  static String types(Stream<? extends Enum<?>> types) {
    return types.map(Enum::name).distinct().sorted().collect(Collectors.joining(", "));
  }

  /// A tensor by its Hugging Face name.
  ///
  /// @throws dev.hob.engine.bundle.CorruptBundleException it is missing
  SourceTensor tensor(String name);

  /// What a tensor's numbers have added to them where they are used: Gemma's norms multiply by 1
  /// more than they hold.
  ///
  /// @param name Hugging Face's
  default float addedTo(String name) {
    boolean gemma = config().path("model_type").asText().startsWith("gemma");
    return gemma && name.endsWith("norm.weight") ? 1 : 0;
  }

  /// Tensors that no call of [#tensor] has read anything of so far, by the file's own names;
  /// without those that only repeat what the configuration says.
  List<String> unread();

  @Override
  void close();
}
