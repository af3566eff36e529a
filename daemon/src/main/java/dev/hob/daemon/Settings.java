// SPDX-License-Identifier: Apache-2.0
package dev.hob.daemon;

import dev.hob.engine.EngineOptions;
import dev.hob.policy.layer.PolicyFolders;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the environment decides, read once. Everything else is policy's. Immutable.
///
/// @param environment of the process, for the parts that read their own variables
/// @param runtime `$XDG_RUNTIME_DIR` or what stands in for it
/// @param bundles roots that come with the program, from `HOB_BUNDLES`
/// @param kernels from `HOB_KERNELS`: `best` (the default), `c`, `vector` or `scalar`
/// @param data `$XDG_DATA_HOME/hob`
/// @param state `$XDG_STATE_HOME/hob`
public record Settings(
    Map<String, String> environment,
    long uid,
    RuntimeFolder runtime,
    List<Path> bundles,
    EngineOptions.Kernel kernels,
    Path data,
    Path state) {
  public Settings {
    environment = Map.copyOf(environment);
    bundles = List.copyOf(bundles);
  }

  /// @param runtime the folder that is held already; empty = find it
  /// @throws StartException no folder can be found
  static Settings of(Map<String, String> environment, Optional<Path> runtime) {
    try {
      long uid = ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
      return new Settings(
          environment,
          uid,
          runtime
              .map(folder -> new RuntimeFolder(folder, false))
              .orElseGet(() -> RuntimeFolder.find(environment, uid)),
          paths(environment.getOrDefault("HOB_BUNDLES", "")),
          kernels(environment.getOrDefault("HOB_KERNELS", "")),
          PolicyFolders.home(environment, "XDG_DATA_HOME", ".local/share").resolve("hob"),
          PolicyFolders.home(environment, "XDG_STATE_HOME", ".local/state").resolve("hob"));
    } catch (IllegalArgumentException | IOException e) {
      throw new StartException(StartException.STORAGE, String.valueOf(e.getMessage()));
    }
  }

  private static EngineOptions.Kernel kernels(String name) {
    return switch (name) {
      case "" -> EngineOptions.defaults().kernel();
      case "best" -> EngineOptions.Kernel.BEST;
      case "c" -> EngineOptions.Kernel.C;
      case "vector" -> EngineOptions.Kernel.VECTOR;
      case "scalar" -> EngineOptions.Kernel.SCALAR;
      default ->
          throw new StartException(
              StartException.INVALID_POLICY,
              "HOB_KERNELS is \"" + name + "\", expected best, c, vector or scalar");
    };
  }

  private static List<Path> paths(String list) {
    return Arrays.stream(list.split(File.pathSeparator))
        .filter(path -> !path.isBlank())
        .map(Path::of)
        .filter(Files::isDirectory)
        .toList();
  }

  /// The root that comes with the program.
  Optional<Path> embedded() {
    return bundles.stream().findFirst();
  }

  /// Where desktop files lie, which tell an app's id from a made-up one; the person's own first, as
  /// the base directory specification has it.
  List<Path> applicationFolders() {
    String folders =
        data.resolveSibling("")
            + File.pathSeparator
            + environment.getOrDefault("XDG_DATA_DIRS", "/usr/local/share:/usr/share");
    return Arrays.stream(folders.split(File.pathSeparator))
        .filter(path -> !path.isBlank())
        .map(path -> Path.of(path, "applications"))
        .toList();
  }
}
