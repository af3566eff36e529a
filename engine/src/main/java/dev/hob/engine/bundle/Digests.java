// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The three names by bytes: of a file, of a bundle, of a lineage. All are written `sha256:<hex>`.
public final class Digests {
  /// Files that say something *about* a bundle and so cannot be part of its digest, in whatever
  /// folder of it they lie.
  private static final List<String> OUTSIDE = List.of("manifest.json", "manifest.sig");

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
    MessageDigest digest = sha256();
    files.entrySet().stream()
        .map(entry -> entry.getValue().sha256() + " " + entry.getKey() + "\n")
        .sorted()
        .forEach(line -> digest.update(line.getBytes(StandardCharsets.UTF_8)));
    return named(digest);
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
    MessageDigest digest = sha256();
    for (Tensor tensor : ordered) {
      StringBuilder head = new StringBuilder(tensor.name()).append('\n');
      head.append(tensor.type()).append('\n');
      for (int i = 0; i < tensor.shape().length; i++) {
        head.append(i == 0 ? "" : ",").append(tensor.shape()[i]);
      }
      digest.update(head.append('\n').toString().getBytes(StandardCharsets.UTF_8));
      update(digest, tensor.data());
    }
    return named(digest);
  }

  /// Digest of some bytes, `sha256:<hex>`.
  public static String of(MemorySegment... parts) {
    MessageDigest digest = sha256();
    for (MemorySegment part : parts) {
      update(digest, part);
    }
    return named(digest);
  }

  public static FileDigest file(Path path) throws IOException {
    MessageDigest digest = sha256();
    long bytes = 0;
    byte[] piece = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(path)) {
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        digest.update(piece, 0, count);
        bytes += count;
      }
    }
    return new FileDigest(bytes, HexFormat.of().formatHex(digest.digest()));
  }

  /// Whether `text` has the form `sha256:` and 64 small hex digits.
  public static boolean wellFormed(String text) {
    return text.matches("sha256:[0-9a-f]{64}");
  }

  private static void update(MessageDigest digest, MemorySegment data) {
    for (long at = 0; at < data.byteSize(); at += 1 << 20) {
      digest.update(data.asSlice(at, Math.min(1 << 20, data.byteSize() - at)).asByteBuffer());
    }
  }

  private static String named(MessageDigest digest) {
    return "sha256:" + HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
