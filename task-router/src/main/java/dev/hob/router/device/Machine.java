// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.device;

import dev.hob.router.Circumstances;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;

/// What of this machine decides how fast a base runs.
///
/// @param cpu model; empty where it cannot be told
/// @param threads that kernels share when an engine starts
public record Machine(String cpu, IntSupplier threads) {
  /// A machine of which nothing is known.
  static final Machine UNTOLD = new Machine("", () -> 0);

  /// Lines of the first processor that name its make: what x86, ARM, RISC-V and POWER write. Its
  /// clock, which changes from moment to moment, is not among them.
  private static final Pattern MAKE =
      Pattern.compile(
          "(vendor_id|cpu family|model|model name|stepping"
              + "|CPU implementer|CPU architecture|CPU variant|CPU part"
              + "|isa|uarch|cpu)\\s*:.*");

  /// The kernel writes fewer for one processor.
  private static final int MOST_LINES = 64;

  /// @param cpuInfo the kernel's description of its processors, `/proc/cpuinfo`
  public static Machine read(Path cpuInfo, IntSupplier threads) {
    return new Machine(cpu(cpuInfo), threads);
  }

  Optional<Circumstances> circumstances(String base, String kernels) {
    return cpu.isEmpty()
        ? Optional.empty()
        : Optional.of(new Circumstances(base, kernels, threads.getAsInt(), cpu));
  }

  private static String cpu(Path cpuInfo) {
    List<String> make = new ArrayList<>();
    try (BufferedReader lines = Files.newBufferedReader(cpuInfo, StandardCharsets.ISO_8859_1)) {
      String line = lines.readLine();
      for (int i = 0; line != null && !line.isBlank() && i < MOST_LINES; i++) {
        if (MAKE.matcher(line).matches()) {
          make.add(line.replaceFirst("\\s*:\\s*", "="));
        }
        line = lines.readLine();
      }
    } catch (IOException e) {
      return "";
    }
    return String.join("; ", make);
  }
}
