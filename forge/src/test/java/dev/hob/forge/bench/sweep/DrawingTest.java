// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class DrawingTest {
  private static Document parsed(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  private static Panel panel(String title, double... values) {
    List<Panel.Point> points = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      points.add(new Panel.Point(i, values[i]));
    }
    return new Panel(title, "batch (sequences)", "step (ms)", points);
  }

  @Test
  void itIsWellFormedAndShowsEveryPointAndLabel() throws Exception {
    List<Panel> panels =
        List.of(panel("a < b & c", 1, 2, 3), panel("flat", 0, 0), panel("one", 1e6));
    Document document = parsed(Drawing.svg("Hob, \"3b\" <here>", panels));
    assertEquals("svg", document.getDocumentElement().getTagName());
    assertEquals(6, document.getElementsByTagName("circle").getLength());
    assertEquals(3, document.getElementsByTagName("polyline").getLength());
    NodeList texts = document.getElementsByTagName("text");
    List<String> shown = new ArrayList<>();
    for (int i = 0; i < texts.getLength(); i++) {
      shown.add(texts.item(i).getTextContent());
    }
    assertTrue(
        shown.containsAll(
            List.of("Hob, \"3b\" <here>", "a < b & c", "batch (sequences)", "step (ms)")),
        shown.toString());
  }

  @Test
  void everyPointLiesInsideItsPanel() throws Exception {
    long seed = 11;
    Random random = new Random(seed);
    for (int round = 0; round < 50; round++) {
      double size = Math.pow(10, random.nextInt(10) - 4);
      double[] values = random.doubles(5, 0, size).toArray();
      NodeList circles =
          parsed(Drawing.svg("t", List.of(panel("p", values)))).getElementsByTagName("circle");
      for (int i = 0; i < circles.getLength(); i++) {
        Element circle = (Element) circles.item(i);
        double x = Double.parseDouble(circle.getAttribute("cx"));
        double y = Double.parseDouble(circle.getAttribute("cy"));
        String message = "seed " + seed + ", " + x + ", " + y;
        assertTrue(x >= 58 && x <= 282 && y >= 34 && y <= 182, message);
      }
    }
  }

  @Test
  void ticksAreRoundAndReachBeyondTheLargestValue() {
    assertEquals(List.of(0.0, 2.0, 4.0, 6.0, 8.0), Axis.upTo(7.3).ticks());
    assertEquals(List.of(0.0, 2000.0, 4000.0, 6000.0, 8000.0), Axis.upTo(8000).ticks());
    assertEquals("0.3", Axis.text(3 * 0.1));
    assertEquals("8000", Axis.text(8e3));
    assertEquals(1, Axis.upTo(0).end());
  }

  @Test
  void whatCannotBeDrawnIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> panel("p"));
    assertThrows(IllegalArgumentException.class, () -> panel("p", Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> panel("p", -1));
  }
}
