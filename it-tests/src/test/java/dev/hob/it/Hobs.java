// SPDX-License-Identifier: Apache-2.0
package dev.hob.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hob.client.PrivateHob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Starts daemons as a user would: the start script, the packaged application, the embedded bundle;
/// each with folders of its own.
public final class Hobs {
  public static final Path ROOT = Path.of(System.getProperty("hob.root", ".")).toAbsolutePath();
  static final Path APP = ROOT.resolve("daemon/target/quarkus-app");
  static final Path SCRIPT = ROOT.resolve("packaging/src/main/bin/hobd");
  static final Path BUNDLES = ROOT.resolve("packaging/bundles");

  private Hobs() {}

  /// A daemon without a session bus.
  static PrivateHob start() {
    return start(Map.of());
  }

  /// @param extra environment beside the daemon's own; empty values take a variable out
  public static PrivateHob start(Map<String, String> extra) {
    assumePackaged();
    Map<String, String> environment = new HashMap<>(environment());
    environment.put("DBUS_SESSION_BUS_ADDRESS", "");
    environment.putAll(extra);
    return PrivateHob.start(List.of(SCRIPT.toString()), environment);
  }

  /// What the start script needs to know.
  static Map<String, String> environment() {
    return Map.of(
        "JAVA",
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "HOB_APP",
        APP.toString(),
        "HOB_BUNDLES",
        BUNDLES.toString(),
        "HOB_POLICY_VENDOR",
        ROOT.resolve("no-such-vendor").toString(),
        "HOB_POLICY_ADMIN",
        ROOT.resolve("no-such-admin").toString());
  }

  public static void assumePackaged() {
    assumeTrue(
        Files.isDirectory(APP),
        "the daemon is not packaged: these tests run in `mvn verify` (./hob test)");
  }

  static boolean installed(String program) {
    try {
      return new ProcessBuilder("sh", "-c", "command -v " + program)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException broken) {
      return false;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  static void assumeInstalled(String program) {
    assumeTrue(installed(program), program + " is not installed");
  }
}
