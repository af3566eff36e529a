// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.layer;

import dev.hob.policy.InvalidPolicyException;
import dev.hob.policy.Location;
import dev.hob.policy.PolicyProblem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/// Reads the built-in layer and the files of the folders. Stateless after construction,
/// thread-safe.
public final class PolicyReader {
  private static final String DEFAULTS = "/dev/hob/policy/default.yaml";

  private final byte[] defaults;
  private final Keys keys;

  public PolicyReader() {
    try (InputStream in = PolicyReader.class.getResourceAsStream(DEFAULTS)) {
      if (in == null) {
        throw new IllegalStateException(DEFAULTS + " is not on the class path");
      }
      this.defaults = in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.keys = new Keys(featuresOf(YamlReader.read(Location.DEFAULT_FILE, defaults)));
  }

  /// What reading gave: the settings, which may only be used if there are no problems.
  public record Reading(LayeredSettings settings, List<PolicyProblem> problems) {
    /// @throws InvalidPolicyException there are problems
    public LayeredSettings orThrow() {
      if (!problems.isEmpty()) {
        throw new InvalidPolicyException(problems);
      }
      return settings;
    }
  }

  /// All files of `folders`; each problem is told.
  public Reading read(PolicyFolders folders) {
    Problems problems = new Problems();
    List<LayerFile> files = new ArrayList<>();
    files.add(builtIn(problems));
    for (Path folder : folders.inOrder()) {
      for (Path file : list(folder, problems)) {
        readFile(file, folders.layerOf(folder), files, problems);
      }
    }
    return reading(files, problems);
  }

  /// As [#read(PolicyFolders)], but `paths` (files and folders) stand in the place of the folder of
  /// `layer`, and stronger folders are left out: a check before files are put in place.
  ///
  /// @param layer `VENDOR`, `ADMIN` or `USER`
  public Reading read(PolicyFolders folders, List<Path> paths, Layer layer) {
    Problems problems = new Problems();
    List<LayerFile> files = new ArrayList<>();
    files.add(builtIn(problems));
    for (Path folder : folders.inOrder()) {
      if (folders.layerOf(folder).compareTo(layer) < 0) {
        for (Path file : list(folder, problems)) {
          readFile(file, folders.layerOf(folder), files, problems);
        }
      }
    }
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        list(path, problems).forEach(file -> readFile(file, layer, files, problems));
      } else {
        readFile(path, layer, files, problems);
      }
    }
    return reading(files, problems);
  }

  /// JSON Schema of a policy file, as published.
  public String schema() {
    return PolicySchema.render(keys);
  }

  private Reading reading(List<LayerFile> files, Problems problems) {
    LayeredSettings settings = LayeredSettings.merge(keys, files, problems);
    return new Reading(settings, problems.all());
  }

  private LayerFile builtIn(Problems problems) {
    return LayerFileReader.read(keys, Layer.DEFAULT, Location.DEFAULT_FILE, defaults, problems);
  }

  private void readFile(Path file, Layer layer, List<LayerFile> files, Problems problems) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(YamlReader.MAX_BYTES + 1);
      files.add(LayerFileReader.read(keys, layer, file.toString(), bytes, problems));
    } catch (IOException e) {
      problems.add(new Location(file.toString(), 1, 1), "", "cannot be read: " + reason(e));
    }
  }

  /// `*.yaml` and `*.yml` in name order; a folder that does not exist has none.
  private static List<Path> list(Path folder, Problems problems) {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*.{yaml,yml}")) {
      all.forEach(files::add);
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (NotDirectoryException e) {
      problems.add(new Location(folder.toString(), 1, 1), "", "is not a folder");
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      problems.add(new Location(folder.toString(), 1, 1), "", "cannot be read: " + reason(e));
    }
    files.sort(Comparator.comparing(file -> file.getFileName().toString()));
    return files;
  }

  private static String reason(Exception e) {
    return switch (e) {
      case NoSuchFileException _ -> "there is no such file";
      case java.nio.file.AccessDeniedException _ -> "permission denied";
      default -> e.getClass().getSimpleName() + " " + e.getMessage();
    };
  }

  private static SequencedSet<String> featuresOf(YamlNode root) {
    if (root instanceof YamlNode.Mapping map
        && map.entries().get("features") instanceof YamlNode.Entry(_, YamlNode.Mapping names)) {
      return new LinkedHashSet<>(names.entries().sequencedKeySet());
    }
    throw new IllegalStateException(DEFAULTS + " names no features");
  }
}
