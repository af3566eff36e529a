// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.report;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// The machine that a score was made on, as Linux tells it. What cannot be read is left out.
public final class Machine {
  private final Path root;

  /// @param root `/`; tests give a folder of their own
  public Machine(Path root) {
    this.root = root;
  }

  public Map<String, Object> describe() {
    Map<String, Object> machine = new TreeMap<>();
    machine.put("cores", Runtime.getRuntime().availableProcessors());
    read("proc/cpuinfo")
        .lines()
        .filter(line -> line.startsWith("model name"))
        .findFirst()
        .ifPresent(line -> machine.put("cpu", line.substring(line.indexOf(':') + 1).strip()));
    String load = read("proc/loadavg");
    if (!load.isEmpty()) {
      machine.put("loadAverage", Double.parseDouble(load.split(" ", 2)[0]));
    }
    machine.put("power", power());
    return machine;
  }

  /// `battery` where one discharges, else `mains`.
  private String power() {
    Path supplies = root.resolve("sys/class/power_supply");
    if (!Files.isDirectory(supplies)) {
      return "mains";
    }
    try (DirectoryStream<Path> each = Files.newDirectoryStream(supplies)) {
      for (Path supply : each) {
        if (read("sys/class/power_supply/" + supply.getFileName() + "/status")
            .strip()
            .equals("Discharging")) {
          return "battery";
        }
      }
      return "mains";
    } catch (IOException unreadable) {
      return "unknown";
    }
  }

  private String read(String file) {
    try {
      return Files.readString(root.resolve(file));
    } catch (IOException missing) {
      return "";
    }
  }
}
