// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hob.router.Circumstances;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {
  @TempDir Path folder;

  private String cpu(String info) throws IOException {
    return Machine.read(Files.writeString(folder.resolve("cpuinfo"), info), () -> 2).cpu();
  }

  @Test
  void theModelIsTheFirstProcessorsMakeWithoutItsClock() throws IOException {
    String slow =
        "processor\t: 0\nvendor_id\t: GenuineIntel\nmodel\t\t: 143\nmodel name\t: Xeon\n"
            + "cpu MHz\t\t: 800.0\n\nprocessor\t: 1\nmodel\t\t: 7\n";
    assertEquals("vendor_id=GenuineIntel; model=143; model name=Xeon", cpu(slow));
    assertEquals(cpu(slow), cpu(slow.replace("800.0", "3200.0")));
    assertEquals(
        "CPU implementer=0x41; CPU part=0xd0c",
        cpu("processor\t: 0\nBogoMIPS\t: 50\nCPU implementer\t: 0x41\nCPU part\t: 0xd0c\n"));
  }

  @Test
  void whereTheModelCannotBeToldNothingKeptHolds() throws IOException {
    assertEquals("", cpu(""));
    assertEquals("", Machine.read(folder.resolve("none"), () -> 2).cpu());
    assertEquals("", Machine.read(folder, () -> 2).cpu());
    assertEquals(Optional.empty(), new Machine("", () -> 2).circumstances("sha256:1", "amx"));
    assertEquals(
        Optional.of(new Circumstances("sha256:1", "amx", 2, "model=1")),
        new Machine("model=1", () -> 2).circumstances("sha256:1", "amx"));
  }
}
