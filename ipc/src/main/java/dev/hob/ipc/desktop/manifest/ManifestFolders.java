// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.manifest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.Problem;
import dev.hob.features.ProblemException;
import dev.hob.features.act.Action;
import dev.hob.ipc.desktop.harvest.AppIdentity;
import dev.hob.ipc.desktop.harvest.DesktopFiles;
import dev.hob.ipc.desktop.harvest.Harvested;
import dev.hob.ipc.desktop.offer.Offer;
import dev.hob.ipc.wire.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// The manifests `<app>.json` in folders of the person and the system. A file that is not valid is
/// left out whole, with its name and the place of the fault; the others go on. Thread-safe; a file
/// is read again when it changed.
public final class ManifestFolders {
  private static final int MOST_FILES = 256;
  private static final int MOST_BYTES = 2 << 20;

  private record Stamp(FileTime changed, long size) {}

  /// @param fault empty where there is none
  private record Read(Stamp stamp, List<Offer> offers, String fault) {}

  private final List<Path> folders;
  private final ManifestReader reader;
  private final Map<Path, Read> known = new ConcurrentHashMap<>();

  /// @param folders the person's own first: of two actions with one name the first counts
  public ManifestFolders(List<Path> folders, DesktopFiles files) {
    this.folders = List.copyOf(folders);
    this.reader =
        new ManifestReader(
            new InvokeReader(files, (name, pointer) -> name),
            id -> AppIdentity.name(id, files),
            Action.Origin.MANIFEST);
  }

  /// All valid actions.
  public Harvested read() {
    List<Offer> offers = new ArrayList<>();
    List<String> left = new ArrayList<>();
    Set<Offer.Key> taken = new HashSet<>();
    List<Path> files = files(left);
    known.keySet().retainAll(Set.copyOf(files));
    for (Path file : files) {
      Read read = known.compute(file, (path, before) -> again(path, Optional.ofNullable(before)));
      if (!read.fault().isEmpty()) {
        left.add(file + ": " + read.fault());
      }
      for (Offer offer : read.offers()) {
        if (taken.add(offer.key())) {
          offers.add(offer);
        } else {
          left.add(file + ": " + offer.action().name() + " is described twice; the first counts");
        }
      }
    }
    return new Harvested(offers, left);
  }

  private List<Path> files(List<String> left) {
    List<Path> files = new ArrayList<>();
    for (Path folder : folders) {
      try (Stream<Path> all = Files.list(folder)) {
        all.filter(file -> file.toString().endsWith(".json")).sorted().forEach(files::add);
      } catch (IOException e) {
        // Not there: nothing is installed.
      }
    }
    if (files.size() > MOST_FILES) {
      left.add(files.size() + " manifests, the first " + MOST_FILES + " count");
      return files.subList(0, MOST_FILES);
    }
    return files;
  }

  private Read again(Path file, Optional<Read> before) {
    try {
      Stamp now = new Stamp(Files.getLastModifiedTime(file), Files.size(file));
      if (before.isPresent() && before.get().stamp().equals(now)) {
        return before.get();
      }
      return now.size() > MOST_BYTES
          ? new Read(now, List.of(), now.size() + " bytes, at most " + MOST_BYTES + " are read")
          : parse(file, now);
    } catch (IOException e) {
      return new Read(new Stamp(FileTime.fromMillis(0), -1), List.of(), "cannot be read");
    }
  }

  private Read parse(Path file, Stamp stamp) throws IOException {
    try {
      ObjectNode manifest = StrictJson.object(Files.readAllBytes(file));
      String app = ManifestReader.app(manifest);
      if (!file.endsWith(app + ".json")) {
        throw new ManifestException("/app", "the name of the file", "\"" + app + "\"");
      }
      return new Read(stamp, reader.read(manifest), "");
    } catch (ManifestException e) {
      return new Read(stamp, List.of(), String.valueOf(e.getMessage()));
    } catch (ProblemException e) {
      return new Read(stamp, List.of(), words(e.problem()));
    }
  }

  private static String words(Problem problem) {
    return problem instanceof Problem.InvalidInput(String at, String expected, String got)
        ? (at.isEmpty() ? "/" : at) + ": expected " + expected + ", got " + got
        : "is no JSON";
  }
}
