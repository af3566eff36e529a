// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.harvest;

import dev.hob.ipc.desktop.offer.CleanText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An application's desktop file: its name, its program, its actions. Immutable.
///
/// @param file where it lies
/// @param groups keys and values by group, unescaped only where they are used
/// @see "Desktop Entry Specification 1.5"
public record DesktopFile(String id, Path file, Map<String, Map<String, String>> groups) {
  private static final String MAIN = "Desktop Entry";
  private static final String ACTION = "Desktop Action ";

  /// An action of the file.
  ///
  /// @param key as in `Actions=`
  /// @param command program and arguments, field codes expanded; empty where it has no `Exec` that
  ///   can be read
  public record FileAction(String key, String name, List<String> command) {}

  /// @param text content of the file
  static DesktopFile parse(String id, Path file, String text) {
    Map<String, Map<String, String>> groups = new HashMap<>();
    Map<String, String> group = new LinkedHashMap<>();
    for (String line : text.split("\n")) {
      String clean = line.strip();
      if (clean.startsWith("[") && clean.endsWith("]")) {
        group =
            groups.computeIfAbsent(clean.substring(1, clean.length() - 1), n -> new HashMap<>());
      } else if (!clean.startsWith("#") && clean.indexOf('=') > 0) {
        int at = clean.indexOf('=');
        group.putIfAbsent(clean.substring(0, at).strip(), clean.substring(at + 1).strip());
      }
    }
    return new DesktopFile(id, file, groups);
  }

  String name() {
    return CleanText.label(ExecLine.unescape(value("Name")));
  }

  private String value(String key) {
    return groups.getOrDefault(MAIN, Map.of()).getOrDefault(key, "");
  }

  boolean isApplication() {
    return value("Type").equals("Application") && !value("Hidden").equals("true");
  }

  /// Whether the bus starts it, and takes its actions.
  boolean busActivatable() {
    return value("DBusActivatable").equals("true");
  }

  boolean inTerminal() {
    return value("Terminal").equals("true");
  }

  /// The file name of the program; empty where there is none.
  String program() {
    return command(value("Exec")).stream()
        .findFirst()
        .map(program -> program.substring(program.lastIndexOf('/') + 1))
        .orElse("");
  }

  List<FileAction> actions() {
    List<FileAction> actions = new ArrayList<>();
    for (String key : value("Actions").split(";")) {
      Map<String, String> group = groups.getOrDefault(ACTION + key.strip(), Map.of());
      if (!key.isBlank() && !group.isEmpty()) {
        String name = CleanText.label(ExecLine.unescape(group.getOrDefault("Name", key)));
        actions.add(new FileAction(key.strip(), name, command(group.getOrDefault("Exec", ""))));
      }
    }
    return actions;
  }

  Optional<FileAction> action(String key) {
    return actions().stream().filter(action -> action.key().equals(key)).findFirst();
  }

  private List<String> command(String exec) {
    List<String> words = ExecLine.split(ExecLine.unescape(exec));
    List<String> command = new ArrayList<>();
    for (String word : words) {
      command.addAll(expand(word));
    }
    return command;
  }

  private List<String> expand(String word) {
    return switch (word) {
      case "%i" -> value("Icon").isEmpty() ? List.of() : List.of("--icon", value("Icon"));
      case "%f", "%F", "%u", "%U", "%d", "%D", "%n", "%N", "%v", "%m" -> List.of();
      default -> List.of(codes(word));
    };
  }

  private String codes(String word) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < word.length(); i++) {
      if (word.charAt(i) != '%' || i + 1 == word.length()) {
        out.append(word.charAt(i));
        continue;
      }
      switch (word.charAt(++i)) {
        case '%' -> out.append('%');
        case 'c' -> out.append(name());
        case 'k' -> out.append(file);
        default -> {} // a file that nobody gave, or a code of old
      }
    }
    return out.toString();
  }
}
