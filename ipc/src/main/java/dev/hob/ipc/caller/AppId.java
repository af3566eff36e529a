// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.caller;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Application ids out of the files of `/proc` that carry one: the unit's name in `cgroup`
/// (`app-LAUNCHER-ID-NUMBER.scope`, `app-LAUNCHER-ID.service`, launcher optional, see systemd's
/// notes for desktop environments) Flatpak's own file, and AppArmor's label of a snap. Immutable.
final class AppId {
  private static final Pattern SCOPE = Pattern.compile("app-(?:[^-]+-)?(.+)-[^-]+\\.scope");
  private static final Pattern SERVICE =
      Pattern.compile("app-(?:[^-]+-)?([^@]+)(?:@.*)?\\.service");
  private static final Pattern SNAP =
      Pattern.compile("snap\\.([a-z0-9][a-z0-9-]*)(?:_[a-z0-9]+)?\\.\\S+ \\(enforce\\)");
  private static final Pattern ESCAPED = Pattern.compile("\\\\x([0-9a-fA-F]{2})");

  private AppId() {}

  /// @param cgroup content of `/proc/PID/cgroup`
  static Optional<String> ofUnit(String cgroup) {
    for (String line : cgroup.split("\n")) {
      String unit = line.substring(line.lastIndexOf('/') + 1).strip();
      for (Pattern shape : new Pattern[] {SCOPE, SERVICE}) {
        Matcher match = shape.matcher(unit);
        if (match.matches()) {
          return Optional.of(unescape(match.group(1)));
        }
      }
    }
    return Optional.empty();
  }

  /// @param info content of `.flatpak-info`
  static Optional<String> ofFlatpak(String info) {
    boolean inside = false;
    for (String line : info.split("\n")) {
      if (line.startsWith("[")) {
        inside = line.strip().equals("[Application]") || line.strip().equals("[Runtime]");
      } else if (inside && line.startsWith("name=")) {
        return Optional.of(line.substring("name=".length()).strip()).filter(n -> !n.isEmpty());
      }
    }
    return Optional.empty();
  }

  /// @param label content of `/proc/PID/attr/current`: AppArmor's, which only the kernel sets
  static Optional<String> ofSnap(String label) {
    Matcher match = SNAP.matcher(label.strip());
    return match.matches() ? Optional.of(match.group(1)) : Optional.empty();
  }

  private static String unescape(String unit) {
    return ESCAPED
        .matcher(unit)
        .replaceAll(m ->
            Matcher.quoteReplacement(
                new String(
                    new byte[] {(byte) Integer.parseInt(m.group(1), 16)},
                    StandardCharsets.ISO_8859_1)));
  }
}
