// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.harvest;

import dev.hob.features.act.Action;
import dev.hob.ipc.desktop.offer.ActionWords;
import dev.hob.ipc.desktop.offer.Invocation;
import dev.hob.ipc.desktop.offer.Offer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The desktop files of the installed applications. The first folder that has an id wins, so that a
/// person can put their own before the system's. Thread-safe; read again when a folder changes.
public final class DesktopFiles {
  private static final int MOST_FILES = 5_000;
  private static final int MOST_BYTES = 256 * 1024;

  /// A desktop file in one folder below has the folder's name in its id.
  private static final int DEPTH = 2;

  private record Read(Map<Path, FileTime> folders, Map<String, DesktopFile> byId) {}

  private final List<Path> folders;
  private volatile Read read = new Read(Map.of(), Map.of());

  /// @param folders the person's own first
  public DesktopFiles(List<Path> folders) {
    this.folders = List.copyOf(folders);
  }

  Optional<DesktopFile> find(String id) {
    return Optional.ofNullable(current().get(id));
  }

  /// What their `Actions=` offer.
  public List<Offer> offers() {
    List<Offer> offers = new ArrayList<>();
    for (DesktopFile file : current().values()) {
      if (file.isApplication() && !file.inTerminal()) {
        file.actions().forEach(action -> offer(file, action).ifPresent(offers::add));
      }
    }
    return offers;
  }

  private static Optional<Offer> offer(DesktopFile file, DesktopFile.FileAction action) {
    return how(file, action)
        .map(how ->
            new Offer(
                new Action(
                    file.id(),
                    file.name(),
                    "desktop." + action.key(),
                    action.name(),
                    GtkOffers.none(),
                    ActionWords.risk(false, false, action.key(), action.name()),
                    Action.Effect.CHANGE,
                    true,
                    Optional.empty(),
                    Action.Origin.HARVESTED),
                how));
  }

  /// How an action of a file is carried out; empty where there is no such file, action or command.
  public Optional<Invocation> how(String id, String action) {
    return find(id).flatMap(file -> file.action(action).flatMap(found -> how(file, found)));
  }

  private static Optional<Invocation> how(DesktopFile file, DesktopFile.FileAction action) {
    if (file.busActivatable()) {
      String path = "/" + file.id().replace('.', '/').replace('-', '_');
      return Optional.of(new Invocation.Activate(file.id(), path, action.key()));
    }
    return action.command().isEmpty()
        ? Optional.empty()
        : Optional.of(new Invocation.Start(action.command()));
  }

  private Map<String, DesktopFile> current() {
    Map<Path, FileTime> now = new LinkedHashMap<>();
    for (Path folder : folders) {
      try {
        now.put(folder, Files.getLastModifiedTime(folder));
      } catch (IOException e) {
        // Not there: many desktops have but one of these folders.
      }
    }
    Read known = read;
    if (!known.folders().equals(now)) {
      known = new Read(now, readAll(now.keySet()));
      read = known;
    }
    return known.byId();
  }

  private static Map<String, DesktopFile> readAll(Iterable<Path> folders) {
    Map<String, DesktopFile> all = new TreeMap<>();
    for (Path folder : folders) {
      try (Stream<Path> found = Files.walk(folder, DEPTH)) {
        found
            .filter(file -> file.toString().endsWith(".desktop"))
            .sorted(Comparator.naturalOrder())
            .limit(MOST_FILES)
            .forEach(file -> read(folder, file).ifPresent(d -> all.putIfAbsent(d.id(), d)));
      } catch (IOException | UncheckedIOException e) {
        // A folder that cannot be read has no applications for us.
      }
    }
    return all;
  }

  private static Optional<DesktopFile> read(Path folder, Path file) {
    String name = folder.relativize(file).toString().replace('/', '-');
    String id = name.substring(0, name.length() - ".desktop".length());
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
        return Optional.empty();
      }
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      return Optional.of(DesktopFile.parse(id, file, text));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
