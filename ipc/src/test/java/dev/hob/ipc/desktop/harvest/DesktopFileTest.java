// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.harvest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.ipc.desktop.offer.Invocation;
import dev.hob.policy.Caller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Desktop files, their command lines, and which app a connection is by them.
class DesktopFileTest {
  @TempDir Path own;
  @TempDir Path system;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "app %U | [app]",
        "app --new \"two words\" x | [app, --new, two words, x]",
        "app \"a \\\\\"quoted\\\\\" $HOME `x` \" | [app, a \"quoted\" $HOME `x` ]",
        "app %i %c %k 100%% | [app, --icon, icon, The App, F, 100%]",
        "app --file=%f; rm -rf / | [app, --file=;, rm, -rf, /]",
        "app \"never closed | []",
      })
  void aCommandLineIsTakenApartByNoShell(String exec, String expected) {
    DesktopFile file =
        DesktopFile.parse(
            "app",
            Path.of("F"),
            "[Desktop Entry]\nName=The App\nIcon=icon\nActions=a;\n[Desktop Action a]\nName=A\nExec="
                + exec);

    assertEquals(expected, file.action("a").orElseThrow().command().toString());
  }

  @Test
  void thePersonsOwnFileComesFirstAndHiddenOnesOfferNothing() throws IOException {
    write(system, "org.example.App", "Type=Application\nName=System\nActions=a;");
    write(system, "org.example.Gone", "Type=Application\nHidden=true\nName=Gone\nActions=a;");
    write(own, "org.example.App", "Type=Application\nName=Own\nActions=a;");
    DesktopFiles files = new DesktopFiles(List.of(own, own.resolve("none"), system));

    assertEquals("Own", files.find("org.example.App").orElseThrow().name());
    assertEquals(1, files.offers().size());
    assertEquals(
        Optional.of(new Invocation.Start(List.of("run"))), files.how("org.example.App", "a"));
  }

  @Test
  void whatTheBusStartsIsActivatedByTheBus() throws IOException {
    write(own, "org.example.My-App", "Type=Application\nName=A\nDBusActivatable=true\nActions=a;");

    assertEquals(
        Optional.of(new Invocation.Activate("org.example.My-App", "/org/example/My_App", "a")),
        new DesktopFiles(List.of(own)).how("org.example.My-App", "a"));
  }

  @Test
  void aPathAloneMakesNoAppOfAProgram() throws IOException {
    write(own, "org.gnome.Calculator", "Type=Application\nName=Calculator\nExec=gnome-calculator");
    DesktopFiles files = new DesktopFiles(List.of(own));
    Optional<String> path = Optional.of("/org/gnome/Calculator");

    assertEquals(
        new AppIdentity("org.gnome.Calculator", "Calculator"),
        AppIdentity.of(program("gnome-calculator"), List.of(), path, files));
    assertEquals("impostor", AppIdentity.of(program("impostor"), List.of(), path, files).id());
    Caller confined = new Caller("org.sandbox.App", 1000, 5, Caller.Trust.CONFINED);
    assertEquals(
        "org.sandbox.App",
        AppIdentity.of(confined, List.of("org.gnome.Calculator"), path, files).id());
  }

  @Test
  void aPlayerIsTheAppItsNameEndsIn() {
    DesktopFiles none = new DesktopFiles(List.of());
    assertEquals(
        new AppIdentity("vlc", "Vlc"),
        AppIdentity.of(
            program("vlc"),
            List.of("org.mpris.MediaPlayer2.vlc.instance42"),
            Optional.empty(),
            none));
  }

  @Test
  void aDescriptionOfObjectsIsReadAsFarAsItIsOne() {
    ObjectTree.Node node =
        ObjectTree.parse(
            "<!DOCTYPE node PUBLIC \"x\" \"http://localhost:1/x.dtd\"><node><interface name='a.B'/>"
                + "<node name='one'><node name='deep'/><interface name='c.D'/></node>"
                + "<node name='../up'/><node/></node>");

    assertEquals(List.of("a.B"), node.faces());
    assertEquals(List.of("one"), node.children());
    assertTrue(ObjectTree.parse("<node><node name='x'>").children().isEmpty());
    assertTrue(
        ObjectTree.parse("<!DOCTYPE n [<!ENTITY e 'x'>]><node><node name='&e;'/></node>")
            .children()
            .isEmpty());
  }

  private static Caller program(String name) {
    return new Caller(name, 1000, 5, Caller.Trust.PROCESS);
  }

  private static void write(Path folder, String id, String entry) throws IOException {
    Files.writeString(
        folder.resolve(id + ".desktop"),
        "# a comment\n[Desktop Entry]\n" + entry + "\n[Desktop Action a]\nName=A\nExec=run\n");
  }
}
