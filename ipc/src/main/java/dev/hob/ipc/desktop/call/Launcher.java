// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.call;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Starts programs that outlive us. Immutable.
///
/// A child of a service ends with the service and lives under its restrictions. So where the
/// person's systemd runs, it is asked to start the program as a unit of its own; `Type=exec` makes
/// it wait until the program has been found. Elsewhere the program is a plain child.
///
/// @param prefix of every command; may be empty
public record Launcher(List<String> prefix) {
  public static final Launcher CHILD = new Launcher(List.of());

  public Launcher {
    prefix = List.copyOf(prefix);
  }

  /// @param environment `PATH` and `XDG_RUNTIME_DIR` are read
  public static Launcher find(Map<String, String> environment) {
    String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    boolean manager = !runtime.isEmpty() && Files.exists(Path.of(runtime, "systemd", "private"));
    if (!manager) {
      return CHILD;
    }
    return Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, "systemd-run"))
        .filter(Files::isExecutable)
        .findFirst()
        .map(program ->
            new Launcher(
                List.of(
                    program.toString(),
                    "--user",
                    "--quiet",
                    "--collect",
                    "--slice=app.slice",
                    "--property=Type=exec",
                    "--")))
        .orElse(CHILD);
  }

  List<String> of(List<String> command) {
    List<String> all = new ArrayList<>(prefix);
    all.addAll(command);
    return all;
  }
}
