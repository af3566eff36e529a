// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.harvest;

import dev.hob.ipc.desktop.offer.CleanText;
import dev.hob.policy.Caller;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Which app a connection is, and what people call it. Immutable.
///
/// From strong to weak: the sandbox's own id; the unit's, where a desktop file has it; a well-known
/// name that the connection owns; the path of its application object, where the desktop file of
/// that id starts the very program that the bus vouches for; the program. A path alone proves
/// nothing: every program may export any.
///
/// @param id e.g. `org.xfce.mousepad`
/// @param name e.g. `Mousepad`
public record AppIdentity(String id, String name) {
  private static final String PLAYER = "org.mpris.MediaPlayer2.";

  /// @param owned well-known names of the connection
  /// @param path of its application object
  static AppIdentity of(
      Caller caller, List<String> owned, Optional<String> path, DesktopFiles files) {
    List<String> names = owned.stream().map(AppIdentity::withoutPlayer).toList();
    Optional<String> claimed = path.map(p -> p.substring(1).replace('/', '.').replace('_', '-'));
    String id =
        Optional.of(caller.app())
            .filter(app -> caller.trust() == Caller.Trust.CONFINED || files.find(app).isPresent())
            .or(() -> names.stream().filter(name -> files.find(name).isPresent()).findFirst())
            .or(() -> proven(claimed, caller, files))
            .or(() -> names.stream().filter(claimed.orElse("")::equals).findFirst())
            .or(() -> names.stream().findFirst())
            .orElse(caller.app());
    return new AppIdentity(id, name(id, files));
  }

  /// A player's name ends in the app's, and in the instance's where it runs twice.
  private static String withoutPlayer(String name) {
    return name.startsWith(PLAYER)
        ? name.substring(PLAYER.length()).replaceFirst("\\.instance[0-9_]+$", "")
        : name;
  }

  private static Optional<String> proven(
      Optional<String> claimed, Caller caller, DesktopFiles files) {
    return claimed
        .flatMap(id -> files.find(id).or(() -> files.find(id.replace('-', '_'))))
        .filter(file -> file.program().equals(caller.app()))
        .map(DesktopFile::id);
  }

  /// What people call the app: by its desktop file, else the last part of its id.
  public static String name(String id, DesktopFiles files) {
    return files
        .find(id)
        .map(DesktopFile::name)
        .filter(name -> !name.isEmpty())
        .orElseGet(() -> {
          String words = CleanText.words(id.substring(id.lastIndexOf('.') + 1));
          return words.isEmpty()
              ? id
              : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
        });
  }
}
