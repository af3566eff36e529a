// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Random models in the user's cache folder, made when first asked for.
public final class BenchModels {
  /// Changes with what is written: an old model is then made anew.
  private static final String VERSION = "1";

  /// Of the adapters.
  public static final int RANK = 16;

  private final Path root;

  /// @param root e.g. `$XDG_CACHE_HOME/hob/bench`
  public BenchModels(Path root) {
    this.root = root.resolve(VERSION);
  }

  /// Of this process's environment.
  public static BenchModels ofUser() {
    return new BenchModels(cache().resolve("bench"));
  }

  /// `$XDG_CACHE_HOME/hob`.
  public static Path cache() {
    String caches = System.getenv("XDG_CACHE_HOME");
    Path root =
        caches == null || caches.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(caches);
    return root.resolve("hob");
  }

  private interface Maker {
    void write(Path at) throws IOException;
  }

  /// A bundle.
  public Path base(Shape shape) {
    return made(shape.word(), at -> RandomBase.write(shape, at));
  }

  /// Shapes whose base has been made already.
  public List<Shape> made() {
    return Stream.of(Shape.values())
        .filter(shape -> Files.exists(root.resolve(shape.word())))
        .toList();
  }

  /// PEFT folders of rank 16, all different.
  public List<Path> adapters(Shape shape, int count) {
    List<Path> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int seed = i + 1;
      all.add(
          made(
              shape.word() + "-adapter-" + seed,
              at -> RandomBase.writeAdapter(shape, seed, RANK, at)));
    }
    return all;
  }

  /// The shape in llama.cpp's mix Q4_K_M.
  public Path gguf(Shape shape) {
    return made(shape.word() + "-q4_k_m.gguf", at -> RandomGguf.write(shape, at));
  }

  public Path ggufAdapter(Shape shape) {
    return made(
        shape.word() + "-adapter-f32.gguf", at -> RandomGguf.writeAdapter(shape, 1, RANK, at));
  }

  /// Whole or not there: what was interrupted is begun anew.
  private Path made(String name, Maker maker) {
    Path at = root.resolve(name);
    if (Files.exists(at)) {
      return at;
    }
    Path half = root.resolve(name + ".part");
    try {
      Files.createDirectories(root);
      remove(half);
      maker.write(half);
      return Files.move(half, at, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + at + ": " + e.getMessage(), e);
    }
  }

  private static void remove(Path at) throws IOException {
    if (Files.exists(at)) {
      try (Stream<Path> all = Files.walk(at)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }
}
