// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.caller;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hob.policy.Caller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallerFinderTest {
  private static final String STAT =
      "42 ((a) b) c) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 777 0 0\n";

  @TempDir Path folder;
  private Path process;
  private CallerFinder finder;

  @BeforeEach
  void makeProc() throws IOException {
    process = Files.createDirectories(folder.resolve("proc/42"));
    Files.writeString(process.resolve("stat"), STAT);
    Files.createSymbolicLink(process.resolve("exe"), Path.of("/usr/bin/mailer"));
    Path applications = Files.createDirectories(folder.resolve("applications"));
    Files.createFile(applications.resolve("org.example.Mail.desktop"));
    finder = new CallerFinder(folder.resolve("proc"), List.of(applications));
  }

  @Test
  void aSandboxsOwnFileIsStrongest() throws IOException {
    Path root = Files.createDirectories(process.resolve("root"));
    Files.writeString(
        root.resolve(".flatpak-info"),
        "[Instance]\nname=no\n[Application]\nname=org.example.Chat\n");
    cgroup("app-org.example.Mail-7.scope");

    assertEquals(caller("org.example.Chat", Caller.Trust.CONFINED), finder.find(1000, 42));
  }

  @Test
  void aLinkInPlaceOfTheSandboxsFileIsNotFollowed() throws IOException {
    Path root = Files.createDirectories(process.resolve("root"));
    Path forged =
        Files.writeString(folder.resolve("forged"), "[Application]\nname=org.example.Bank\n");
    Files.createSymbolicLink(root.resolve(".flatpak-info"), forged);

    assertEquals("mailer", finder.find(1000, 42).app());
  }

  @Test
  void aSnapIsKnownByTheKernelsLabelAndNotByTheNameOfItsUnit() throws IOException {
    Path attributes = Files.createDirectories(process.resolve("attr"));
    Files.writeString(attributes.resolve("current"), "snap.firefox.firefox (enforce)\n");
    assertEquals(caller("firefox", Caller.Trust.CONFINED), finder.find(1000, 42));

    Files.writeString(attributes.resolve("current"), "unconfined\n");
    cgroup("snap.bank.bank-7.scope");
    assertEquals(caller("mailer", Caller.Trust.PROCESS), finder.find(1000, 42));
  }

  @Test
  void ofAProcessInAnotherUserNamespaceOnlyTheUserIsCertain() throws IOException {
    Path own = Files.createDirectories(folder.resolve("proc/self/ns"));
    Path its = Files.createDirectories(process.resolve("ns"));
    Files.createSymbolicLink(own.resolve("user"), Path.of("user:[4026531837]"));
    Path link = Files.createSymbolicLink(its.resolve("user"), Path.of("user:[4026531837]"));
    assertEquals(Caller.Trust.PROCESS, finder.find(1000, 42).trust());

    Files.delete(link);
    Files.createSymbolicLink(link, Path.of("user:[4026532999]"));
    assertEquals(caller("unknown", Caller.Trust.USER), finder.find(1000, 42));
  }

  @Test
  void aUnitCountsOnlyWithItsDesktopFile() throws IOException {
    cgroup("app-gnome-org.example.Mail-7.scope");
    assertEquals(caller("org.example.Mail", Caller.Trust.PROCESS), finder.find(1000, 42));

    cgroup("app-gnome-org.example.Fake-7.scope");
    assertEquals("mailer", finder.find(1000, 42).app());
  }

  @Test
  void withoutAProcessOnlyTheUserIsCertain() {
    assertEquals(new Caller("unknown", 1000, -1, Caller.Trust.USER), finder.find(1000, 0));
    assertEquals(new Caller("unknown", 1000, 43, Caller.Trust.USER), finder.find(1000, 43));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "app-org.kde.kate-1234.scope             | org.kde.kate",
        "app-gnome-org.gnome.Calculator-99.scope | org.gnome.Calculator",
        "app-org.kde.dolphin@a1b2c3.service      | org.kde.dolphin",
        "app-org.example.My\\x2dApp-1.scope      | org.example.My-App",
        "session-2.scope                         |",
        "dbus.service                            |",
      })
  void readsUnitNames(String unit, String app) {
    assertEquals(Optional.ofNullable(app), AppId.ofUnit("0::/user.slice/" + unit + "\n"));
  }

  private void cgroup(String unit) throws IOException {
    Files.writeString(process.resolve("cgroup"), "0::/user.slice/" + unit + "\n");
  }

  private static Caller caller(String app, Caller.Trust trust) {
    return new Caller(app, 1000, 42, trust);
  }
}
