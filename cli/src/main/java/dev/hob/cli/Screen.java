// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli;

import java.io.Console;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Where answers are printed: wrapped to the terminal's width, in colour on a terminal only.
public final class Screen {
  /// What a piece of text is, not how it looks.
  public enum Style {
    TITLE("1"),
    HIGH("1;31"),
    NORMAL("0"),
    QUIET("2"),
    GOOD("32"),
    MARK("36");

    private final String code;

    Style(String code) {
      this.code = code;
    }
  }

  private static final int PLAIN_WIDTH = 100;

  private final PrintStream out;
  private final boolean colour;
  private final int width;

  Screen(PrintStream out, boolean colour, int width) {
    this.out = out;
    this.colour = colour;
    this.width = width;
  }

  // JDK 22 to 24 answered a console where no terminal is, 25 answers null again.
  @SuppressWarnings("SystemConsoleNull")
  static Screen of(Map<String, String> environment) {
    PrintStream utf8 = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Console console = System.console();
    boolean colour =
        console != null
            && console.isTerminal()
            && environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Screen(utf8, colour, columns(environment));
  }

  private static int columns(Map<String, String> environment) {
    try {
      int columns = Integer.parseInt(environment.getOrDefault("COLUMNS", ""));
      return Math.clamp(columns, 40, 160);
    } catch (NumberFormatException notSet) {
      return PLAIN_WIDTH;
    }
  }

  public boolean colour() {
    return colour;
  }

  public String in(Style style, String text) {
    return colour && style != Style.NORMAL
        ? "\u001b[" + style.code + "m" + text + "\u001b[0m"
        : text;
  }

  public void line(String text) {
    out.println(text);
  }

  public void line() {
    out.println();
  }

  public void title(String text) {
    out.println(in(Style.TITLE, text));
  }

  /// Prints at once, without a line end: for text that is still being written.
  public void raw(String text) {
    out.print(text);
    out.flush();
  }

  /// Prints `text` behind `lead`, wrapped, its further lines indented below the text.
  public void paragraph(String lead, String text) {
    paragraph(lead, Style.NORMAL, text);
  }

  public void paragraph(String lead, Style style, String text) {
    String indent = " ".repeat(lead.length());
    boolean first = true;
    for (String wrapped : wrap(text, Math.max(20, width - lead.length()))) {
      out.println((first ? lead : indent) + in(style, wrapped));
      first = false;
    }
  }

  /// Breaks at spaces, keeps given line ends; a longer word stands on a line of its own.
  static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    for (String given : text.split("\n", -1)) {
      StringBuilder line = new StringBuilder();
      for (String word : given.split(" ", -1)) {
        if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
          lines.add(line.toString());
          line.setLength(0);
        }
        line.append(line.isEmpty() ? "" : " ").append(word);
      }
      lines.add(line.toString());
    }
    return lines;
  }
}
