// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.gguf;

import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.memory.MappedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A model in GGUF, in one file or split, mapped and checked as a whole: every length, count,
/// offset and alignment, so that what is handed out lies inside its file. What is allocated is
/// bounded by the size of the files. Immutable.
public final class GgufFile implements AutoCloseable {
  private static final Pattern SPLIT = Pattern.compile("(.*)-(\\d{5})-of-(\\d{5})\\.gguf");

  private final List<Path> files;
  private final List<MappedFile> mapped;
  private final GgufMetadata metadata;
  private final Map<String, GgufTensor> tensors;

  private GgufFile(
      List<Path> files,
      List<MappedFile> mapped,
      GgufMetadata metadata,
      Map<String, GgufTensor> tensors) {
    this.files = List.copyOf(files);
    this.mapped = mapped;
    this.metadata = metadata;
    this.tensors = tensors;
  }

  /// Maps the model. Of a split one any file may be named; all of them must lie beside it.
  ///
  /// @throws CorruptBundleException anything in it is not what it claims, or a part is missing
  /// @throws dev.hob.engine.bundle.IncompatibleBundleException a version or tensor type that is not
  ///   read
  public static GgufFile open(Path path, Ledger ledger) {
    List<Path> files = parts(path);
    List<MappedFile> mapped = new ArrayList<>();
    try {
      List<GgufPart> parts = new ArrayList<>();
      for (Path file : files) {
        MappedFile map = map(file, ledger);
        mapped.add(map);
        parts.add(GgufPart.read(name(file), map.bytes()));
      }
      checkSplit(files, parts);
      return new GgufFile(files, mapped, parts.getFirst().metadata(), joined(parts));
    } catch (RuntimeException e) {
      mapped.forEach(MappedFile::close);
      throw e;
    }
  }

  /// All files of the model that `path` belongs to, in order.
  private static List<Path> parts(Path path) {
    Matcher split = SPLIT.matcher(name(path));
    if (!split.matches()) {
      return List.of(path);
    }
    int count = Integer.parseInt(split.group(3));
    List<Path> parts = new ArrayList<>();
    for (int no = 1; no <= count; no++) {
      Path part = path.resolveSibling(partName(split.group(1), no, count));
      if (!Files.isRegularFile(part)) {
        throw new CorruptBundleException(
            name(part), -1, "missing: part " + no + " of " + count + " of a split model");
      }
      parts.add(part);
    }
    if (parts.isEmpty()) {
      throw new CorruptBundleException(name(path), -1, "is called a part of 0");
    }
    return parts;
  }

  static String partName(String stem, int no, int count) {
    return String.format(Locale.ROOT, "%s-%05d-of-%05d.gguf", stem, no, count);
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static MappedFile map(Path file, Ledger ledger) {
    if (!Files.isRegularFile(file)) {
      throw new CorruptBundleException(name(file), -1, "missing, or not a plain file");
    }
    try {
      return MappedFile.map(file, ledger, Ledger.Owner.SCRATCH);
    } catch (IOException e) {
      throw new CorruptBundleException(name(file), -1, "cannot be mapped: " + e.getMessage());
    }
  }

  private static void checkSplit(List<Path> files, List<GgufPart> parts) {
    for (int i = 0; i < parts.size(); i++) {
      GgufMetadata metadata = parts.get(i).metadata();
      long count = metadata.integer("split.count").orElse(1);
      long no = metadata.integer("split.no").orElse(0);
      if (Math.max(1, count) != parts.size() || no != i) {
        throw new CorruptBundleException(
            name(files.get(i)),
            -1,
            "says it is part "
                + (no + 1)
                + " of "
                + count
                + ", expected "
                + (i + 1)
                + " of "
                + parts.size());
      }
    }
  }

  private static Map<String, GgufTensor> joined(List<GgufPart> parts) {
    Map<String, GgufTensor> tensors = new LinkedHashMap<>();
    for (GgufPart part : parts) {
      for (GgufTensor tensor : part.tensors()) {
        if (tensors.put(tensor.name(), tensor) != null) {
          throw new CorruptBundleException(
              tensor.file(), tensor.offset(), "tensor " + tensor.name() + " stands there twice");
        }
      }
    }
    return Collections.unmodifiableMap(tensors);
  }

  /// The files of the model, in order.
  public List<Path> files() {
    return files;
  }

  /// Of the first file.
  public GgufMetadata metadata() {
    return metadata;
  }

  /// By name, in the order of the files.
  public Map<String, GgufTensor> tensors() {
    return tensors;
  }

  @Override
  public void close() {
    mapped.forEach(MappedFile::close);
  }
}
