// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Screen plain =
      new Screen(new PrintStream(bytes, true, StandardCharsets.UTF_8), false, 60);

  @Test
  void wrapsAtSpacesAndKeepsEveryWord() {
    String text = "one two three four five six seven\neight  nine-is-a-rather-long-word ten";
    List<String> lines = Screen.wrap(text, 12);
    assertEquals(text.replace('\n', ' '), String.join(" ", lines));
    assertFalse(lines.stream().anyMatch(line -> line.length() > 12 && line.contains(" ")));
  }

  @Test
  void printsNoEscapeCodesWhereNoTerminalIs() {
    plain.title("Title");
    plain.paragraph("> ", Screen.Style.HIGH, "text");
    assertFalse(printed().contains("\u001b"), printed());
  }

  @Test
  void putsTheMostUrgentGroupUnderTheHeadlineWithItsOriginals() throws JsonProcessingException {
    JsonNode notifications =
        new ObjectMapper().readTree("[{\"id\":\"7\",\"summary\":\"Anna\",\"body\":\"at 15:30\"}]");
    JsonNode answer =
        new ObjectMapper()
            .readTree(
                """
                {"output": {"headline": "Review moved", "groups": [
                  {"app": "Chat", "thread": "Anna", "priority": "high",
                   "summary": "Review at 15:30", "ids": ["7"]}]},
                 "place": "device", "reason": "default", "by": "helper",
                 "guard": {"quoted": false}, "timing": {"firstToken": 3, "total": 4}}
                """);
    new DigestPrinter(plain, notifications, true).print(answer);
    List<String> lines = printed().lines().toList();
    assertEquals("Review moved", lines.get(0));
    assertEquals("! Chat / Anna", lines.get(1));
    assertEquals("    Review at 15:30", lines.get(2));
    assertEquals("      ‹7› Anna: at 15:30", lines.get(3));
  }

  @Test
  void writesFiguresWithTheirUnits() {
    assertEquals("512 B", Format.bytes(512));
    assertEquals("1.5 KiB", Format.bytes(1536));
    assertEquals("700 MiB", Format.bytes(700L << 20));
    assertEquals("3 h 12 min", Format.duration(Duration.ofMinutes(192)));
    assertEquals("2.5 s", Format.duration(Duration.ofMillis(2500)));
  }

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
