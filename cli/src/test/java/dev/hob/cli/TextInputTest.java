// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextInputTest {
  private static final InputStream NOTHING = InputStream.nullInputStream();

  @TempDir Path folder;

  @Test
  void readsAFileAndStandardInputAlike() throws IOException {
    String text = "Zoë said: 15:30 — “yes” 🙂\n";
    Path file = Files.writeString(folder.resolve("a.txt"), text);
    InputStream piped = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    assertEquals(text, TextInput.read(file, NOTHING));
    assertEquals(text, TextInput.read(Path.of("-"), piped));
  }

  @Test
  void namesTheByteThatIsNotUtf8() {
    byte[] bytes = {'a', 'b', (byte) 0xff, 'c'};
    var bad = assertThrows(BadInputException.class, () -> TextInput.decode("x.txt", bytes));
    assertEquals(ExitCodes.INPUT, bad.exitCode());
    assertEquals("x.txt is not UTF-8: byte 2 is no character", bad.getMessage());
  }

  @Test
  void refusesACharacterThatTheEndCutsOff() {
    byte[] half = {'a', (byte) 0xc3};
    assertThrows(BadInputException.class, () -> TextInput.decode("x.txt", half));
  }

  @Test
  void saysWhichFileIsMissing() {
    Path missing = folder.resolve("none.txt");
    var bad = assertThrows(BadInputException.class, () -> TextInput.read(missing, NOTHING));
    assertEquals(ExitCodes.MISSING, bad.exitCode());
    assertTrue(String.valueOf(bad.getMessage()).contains("none.txt"));
  }
}
