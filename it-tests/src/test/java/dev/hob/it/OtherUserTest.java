// SPDX-License-Identifier: Apache-2.0
package dev.hob.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hob.client.PrivateHob;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A real second user of the machine.
class OtherUserTest {
  private static final String NOBODY = "65534";

  @Test
  void cannotConnectThroughTheFoldersAsTheyAre() throws Exception {
    try (PrivateHob hob = asRoot()) {
      Command curl = asNobody(hob.socket());
      assertNotEquals(0, curl.exitCode(), curl.output());
      assertFalse(curl.output().contains("\"version\""), curl.output());
    }
  }

  /// Folder and socket thrown open, as a careless admin might: the kernel's word on the peer's user
  /// id still keeps the door shut.
  @Test
  void isTurnedAwayByItsUserIdWhenTheFoldersAreThrownOpen() throws Exception {
    try (PrivateHob hob = asRoot()) {
      for (Path at = hob.socket(); !at.equals(hob.folder().getParent()); at = at.getParent()) {
        Files.setPosixFilePermissions(at, PosixFilePermissions.fromString("rwxrwxrwx"));
      }
      Command curl = asNobody(hob.socket());
      assertFalse(curl.output().contains("\"version\""), curl.output());
      assertEquals("device", hob.client().summarize("A text. Two.").path("place").asText());
    }
  }

  private static Command asNobody(Path socket) throws Exception {
    return Command.run(
        Map.of(),
        List.of(
            "setpriv",
            "--reuid",
            NOBODY,
            "--regid",
            NOBODY,
            "--clear-groups",
            "curl",
            "-sS",
            "--max-time",
            "10",
            "--unix-socket",
            socket.toString(),
            "http://hob/v1/status"));
  }

  private static PrivateHob asRoot() throws Exception {
    Object uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    assumeTrue(uid.equals(0), "only root can act as a second user, this is user " + uid);
    Hobs.assumeInstalled("setpriv");
    Hobs.assumeInstalled("curl");
    return Hobs.start();
  }
}
