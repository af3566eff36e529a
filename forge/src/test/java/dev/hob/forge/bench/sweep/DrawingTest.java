// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.forge.bench.model.Shape;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    Panel.Text text = new Panel.Text(title, "ms", "sequences");
    return new Panel("key", text, points, points.subList(0, points.size() / 2));
  }

  private static String svg(String title, List<Panel> panels) {
    return Drawing.svg(new Drawing.Head(title, "a machine", "measured", "least"), panels);
  }

  @Test
  void itIsWellFormedAndShowsEveryPointAndLabel() throws Exception {
    List<Panel> panels =
        List.of(panel("a < b & c", 1, 2, 3), panel("flat", 0, 0), panel("one", 1e6));
    Document document = parsed(svg("Hob, \"3b\" <here>", panels));
    assertEquals("svg", document.getDocumentElement().getTagName());
    assertEquals(6 + 1, document.getElementsByTagName("circle").getLength()); // one in the legend
    assertEquals(2, document.getElementsByTagName("polyline").getLength()); // a point is no line
    NodeList texts = document.getElementsByTagName("text");
    List<String> shown = new ArrayList<>();
    for (int i = 0; i < texts.getLength(); i++) {
      shown.add(texts.item(i).getTextContent());
    }
    assertTrue(
        shown.containsAll(List.of("Hob, \"3b\" <here>", "a < b & c, ms", "sequences", "1,000,000")),
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
          parsed(svg("t", List.of(panel("p", values)))).getElementsByTagName("circle");
      for (int i = 1; i < circles.getLength(); i++) { // the first is the legend's
        Element circle = (Element) circles.item(i);
        double x = Double.parseDouble(circle.getAttribute("cx"));
        double y = Double.parseDouble(circle.getAttribute("cy"));
        String message = "seed " + seed + ", " + x + ", " + y;
        assertTrue(x >= Drawing.LEFT && x <= Drawing.WIDTH - Drawing.RIGHT, message);
        assertTrue(y >= Drawing.TOP && y <= Drawing.HEIGHT - Drawing.BOTTOM, message);
      }
    }
  }

  @Test
  void ticksAreRoundAndReachBeyondTheLargestValue() {
    assertEquals(List.of(0.0, 2.0, 4.0, 6.0, 8.0), Axis.upTo(7.3).ticks());
    assertEquals(List.of(0.0, 2000.0, 4000.0, 6000.0, 8000.0), Axis.upTo(8000).ticks());
    assertEquals("0.3", Axis.text(3 * 0.1));
    assertEquals("1,346", Axis.shown(1345.6));
    assertEquals("0.0262", Axis.shown(0.026203));
    assertEquals("8000", Axis.text(8e3));
    assertEquals(1, Axis.upTo(0).end());
  }

  @Test
  void whatCannotBeDrawnIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> panel("p"));
    assertThrows(IllegalArgumentException.class, () -> panel("p", Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> panel("p", -1));
  }

  @Test
  void thePageAndTheJsonHoldTheSameFigures() {
    Panel panel =
        new Panel(
            "memory_batch",
            new Panel.Text("Memory", "MB", "sequences"),
            List.of(new Panel.Point(0, 100), new Panel.Point(8, 1234.56)),
            List.of(new Panel.Point(0, 90), new Panel.Point(8, 1200)));
    Sweep.Found found = new Sweep.Found(List.of(panel), 20.5, 0.01);
    SweepPage page = new SweepPage(Shape.THREE_B, Map.of("cpu", "A & B"), found);
    assertTrue(
        page.markdown().contains("| Memory | sequences | 0 – 8 | 100 MB | 1,235 MB | 1,200 MB |"),
        page.markdown());
    assertEquals("[[0,100.0],[8,1235.0]]", page.json().at("/panels/0/points").toString());
    assertEquals("[[0,90.0],[8,1200.0]]", page.json().at("/panels/0/least").toString());
    assertEquals(20.5, page.json().path("readGigabytes").asDouble());
    assertTrue(page.svg().contains("A &amp; B, 2 threads"), page.svg());
    Sweep.Found unknown = new Sweep.Found(List.of(panel), Double.NaN, 0.01);
    assertTrue(!new SweepPage(Shape.ONE_B, Map.of(), unknown).json().has("readGigabytes"));
  }
}
