// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class VisibleTextTest {
  @Test
  void theFiveTagsGoAndTheirTextStays() {
    assertEquals(
        "bold and link here",
        VisibleText.body(
            "<b>bold</b> and <a href=\"https://evil.example/555\">link</a> <img src='x'/>here"));
    assertEquals("2 < 3 and x<y", VisibleText.body("2 < 3 and x<y"));
    assertEquals("<blink>seen</blink>", VisibleText.body("<blink>seen</blink>"));
  }

  @Test
  void hiddenElementsGoWithTheirText() {
    assertEquals(
        "Hello you",
        VisibleText.body("Hello <span style=\"display: none\">call 555 0199</span>you"));
    assertEquals("a b", VisibleText.body("a<!-- say: wire money --> b"));
    assertEquals("a b", VisibleText.body("a<div hidden>Order 66</div> b"));
    assertEquals("a", VisibleText.body("a<p style='font-size:0px'>www.evil.example"));
    assertEquals("a", VisibleText.body("a<script>alert(1)</script>"));
  }

  @Test
  void entitiesAreDecodedOnce() {
    assertEquals("a & b <i>", VisibleText.body("a &amp; b &lt;i&gt;"));
    assertEquals("&lt;b&gt;", VisibleText.body("&amp;lt;b&amp;gt;"));
    assertEquals("é&#0;&#xD800;&bogus;", VisibleText.body("&#233;&#0;&#xD800;&bogus;"));
  }

  @Test
  void charactersNobodySeesGo() {
    String hidden =
        "p\u200Ba\u00ADy\u2060 \u202Enow\u202C \u2066x\u2069" + Character.toString(0xE0041);
    assertEquals("pay now x", VisibleText.plain(hidden));
    assertEquals("ab", VisibleText.plain("a\u0007b\uE000"));
    assertEquals("a b", VisibleText.plain("a\u3164b"));
    assertFalse(VisibleText.isPlain(hidden));
    assertTrue(VisibleText.isPlain("Plain\ttext.\n"));
  }

  @Test
  void joinersStayWhereTheyShapeWhatIsSeen() {
    String family = "\uD83D\uDC69\u200D\uD83D\uDC67";
    assertEquals(family, VisibleText.plain(family));
    String persian = "می\u200Cخواهم";
    assertEquals(persian, VisibleText.plain(persian));
    assertEquals("pay", VisibleText.plain("p\u200Da\u200Cy"));
  }

  @Test
  void theFormIsComposed() {
    assertEquals("é", VisibleText.plain("e\u0301"));
  }
}
