// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import dev.hob.engine.kernel.c.CBytes;
import dev.hob.engine.memory.LargePageReader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The three names by bytes: of a file, of a bundle, of a lineage. All are written `sha256:<hex>`.
public final class Digests {
  /// Files that say something *about* a bundle and so cannot be part of its digest, in whatever
  /// folder of it they lie.
  private static final List<String> OUTSIDE = List.of("manifest.json", "manifest.sig");

  /// Bytes that are read at once.
  private static final long PIECE = 1 << 18;

  private Digests() {}

  /// One file of a bundle.
  ///
  /// @param sha256 `sha256:<hex>` in manifests is written without the prefix here: 64 hex digits
  public record FileDigest(long bytes, String sha256) {}

  /// Every file of the bundle but manifests and signatures, by path with `/`.
  ///
  /// @throws CorruptBundleException a link or special file lies in the bundle
  public static SortedMap<String, FileDigest> files(Path folder) throws IOException {
    List<Path> paths = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      walk.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)).forEach(paths::add);
    }
    SortedMap<String, FileDigest> files = new TreeMap<>();
    for (Path path : paths) {
      String name = folder.relativize(path).toString().replace('\\', '/');
      if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
        throw new CorruptBundleException(name, -1, "not a plain file");
      }
      if (!OUTSIDE.contains(path.getFileName().toString())) {
        files.put(name, file(path));
      }
    }
    return files;
  }

  /// SHA-256 over the sorted lines `<sha256> <path>\n`.
  public static String bundle(SortedMap<String, FileDigest> files) {
    Sha256 hash = Sha256.start(0);
    files.entrySet().stream()
        .map(entry -> entry.getValue().sha256() + " " + entry.getKey() + "\n")
        .sorted()
        .forEach(line -> hash.update(text(line)));
    return named(hash);
  }

  /// Digest of the bundle in `folder`, as its manifest must state it.
  public static String bundle(Path folder) throws IOException {
    return bundle(files(folder));
  }

  /// Digest of the unquantized weights: for each tensor in order of its name `name\n dtype\n
  /// side,side\n` (without the blanks) and then its bytes. Adapters bind to it.
  public static String lineage(Iterable<Tensor> tensors) {
    List<Tensor> ordered = new ArrayList<>();
    tensors.forEach(ordered::add);
    ordered.sort(Comparator.comparing(Tensor::name));
    Sha256 hash = Sha256.start(ordered.stream().mapToLong(it -> it.data().byteSize()).sum());
    for (Tensor tensor : ordered) {
      StringBuilder head = new StringBuilder(tensor.name()).append('\n');
      head.append(tensor.type()).append('\n');
      for (int i = 0; i < tensor.shape().length; i++) {
        head.append(i == 0 ? "" : ",").append(tensor.shape()[i]);
      }
      hash.update(text(head.append('\n').toString()));
      hash.update(tensor.data());
    }
    return named(hash);
  }

  /// Digest of some bytes, `sha256:<hex>`.
  public static String of(MemorySegment... parts) {
    Sha256 hash = Sha256.start(Arrays.stream(parts).mapToLong(MemorySegment::byteSize).sum());
    for (MemorySegment part : parts) {
      hash.update(part);
    }
    return named(hash);
  }

  /// It is read, not used through a mapping: a file that somebody cuts short meanwhile must not end
  /// the process.
  ///
  /// @throws CorruptBundleException it became longer or shorter meanwhile
  public static FileDigest file(Path path) throws IOException {
    try (FileChannel in = FileChannel.open(path, StandardOpenOption.READ)) {
      return file(in, String.valueOf(path.getFileName()));
    }
  }

  static FileDigest file(FileChannel in, String name) throws IOException {
    try (Arena arena = Arena.ofConfined();
        LargePageReader ahead = LargePageReader.of(in)) {
      long size = in.size();
      Sha256 hash = Sha256.start(size);
      MemorySegment piece = arena.allocate(Math.clamp(size, 1, PIECE), CBytes.BLOCK);
      ByteBuffer buffer = piece.asByteBuffer();
      long bytes = 0;
      while (true) {
        ahead.before(bytes);
        int count = in.read(buffer.clear());
        if (count < 0) {
          break;
        }
        hash.update(piece.asSlice(0, count));
        bytes += count;
      }
      if (bytes != size) {
        throw new CorruptBundleException(
            name, bytes, "ends here, and had " + size + " bytes a moment ago: somebody changes it");
      }
      return new FileDigest(bytes, hash.hex());
    }
  }

  /// Whether `text` has the form `sha256:` and 64 small hex digits.
  public static boolean wellFormed(String text) {
    return text.matches("sha256:[0-9a-f]{64}");
  }

  private static MemorySegment text(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String named(Sha256 hash) {
    return "sha256:" + hash.hex();
  }
}
