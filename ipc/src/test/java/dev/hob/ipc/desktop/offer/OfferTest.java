// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.offer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hob.policy.ActionRules.Risk;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.freedesktop.dbus.types.UInt64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Texts, words and types of what apps offer.
class OfferTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  @Test
  void textsOfAppsAreOneCleanLine() {
    assertEquals("a b c", CleanText.label("  a\n\tb\u0000\u202e\u200b c\ud800 "));
    assertEquals("é 👍", CleanText.label("é 👍"));
    assertEquals("abc…", CleanText.line("abcdef", 3));
    assertEquals("👍👍…", CleanText.line("👍👍👍", 2));
    assertEquals("Save_As x", CleanText.withoutMnemonic("_Save__As _x"));
    assertEquals("edit convert to uppercase", CleanText.words("edit.convert.toUppercase"));
  }

  @ParameterizedTest
  @CsvSource({
    "quit, Quit, false, false, MEDIUM",
    "delete-account, Delete, false, false, HIGH",
    "edit.delete-line, Delete Line, false, true, MEDIUM",
    "x1, Send now, false, false, HIGH",
    "file.save, Save, false, false, MEDIUM",
    "view.toolbar, Toolbar, true, false, LOW",
    "help.about, About, false, false, LOW",
    "about, About: delete everything, false, false, HIGH",
    "reset-font-size, Reset, false, false, MEDIUM",
    "edit.undo, Undo, false, false, LOW",
  })
  void wordsRaiseTheRisk(
      String name, String label, boolean toggle, boolean undoable, Risk expected) {
    assertEquals(expected, ActionWords.risk(toggle, undoable, name, label));
  }

  @Test
  void whatEditsTextCanBeTakenBack() {
    assertTrue(ActionWords.edits("edit.convert.to-uppercase"));
    assertTrue(ActionWords.edits("paste"));
    assertFalse(ActionWords.edits("search.find"));
    assertFalse(ActionWords.edits("preferences.convert"));
  }

  @Test
  void valuesHaveTheTypeAndTheRangeOfTheBus() {
    assertEquals((byte) 255, WireTypes.encode("y", NODES.numberNode(255)));
    assertEquals(
        new UInt64("18446744073709551615"),
        WireTypes.encode("t", NODES.numberNode(BigInteger.TWO.pow(64).subtract(BigInteger.ONE))));
    assertEquals(2.0, WireTypes.encode("d", NODES.numberNode(2)));
    assertEquals(List.of("a"), WireTypes.encode("as", NODES.arrayNode().add("a")));
    for (String type : List.of("y", "n", "q", "i", "u", "x", "t")) {
      JsonNode beyond = NODES.numberNode(BigInteger.TWO.pow(64));
      JsonNode below = NODES.numberNode(BigInteger.TWO.pow(63).negate().subtract(BigInteger.ONE));
      for (JsonNode wrong : List.of(beyond, below, NODES.textNode("1"), NODES.numberNode(1.5))) {
        assertThrows(WireTypes.WrongTypeException.class, () -> WireTypes.encode(type, wrong), type);
      }
    }
    assertThrows(
        WireTypes.WrongTypeException.class, () -> WireTypes.encode("o", NODES.textNode("no/path")));
  }

  @Test
  void onlyPlainTypesAndListsOfThemCanBeSaid() {
    assertEquals(Optional.of(List.of("s", "as", "i")), WireTypes.split("sasi"));
    assertEquals(Optional.of(List.of()), WireTypes.split(""));
    for (String other : List.of("a{sv}", "(ss)", "v", "h", "a", "aas", "sa")) {
      assertEquals(Optional.empty(), WireTypes.split(other), other);
    }
  }
}
