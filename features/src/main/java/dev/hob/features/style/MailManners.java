// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.style;

import dev.hob.features.fact.Span;
import java.util.List;
import java.util.Set;

/// What makes a whole mail friendly, beside its sentences: a greeting at its head, thanks behind
/// what it asks for. Only a text with a farewell on a line of its own is a mail; a note or a single
/// sentence gains nothing by being greeted. Immutable.
public final class MailManners {
  private static final String GREETING = "Hello,\n\n";
  private static final Set<String> NO_GREETING = Set.of("please", "thank", "thanks", "many");
  private static final String THANKS = " Thank you!";

  private final StyleLists lists;

  public MailManners(StyleLists lists) {
    this.lists = lists;
  }

  /// `text` with what it lacks; itself where it is no mail. No line break goes.
  public String polite(String text) {
    if (Layout.farewell(text).isEmpty()) {
      return text;
    }
    String thanked = thanking(text);
    List<Layout.Part> parts = Layout.parts(thanked);
    boolean greeted =
        parts.isEmpty()
            || thanked.lines().limit(2).anyMatch(MailManners::isAddress)
            || greets(parts.getFirst().span().of(thanked));
    return greeted ? thanked : GREETING + thanked;
  }

  /// Whether a sentence opens with a greeting; thanks and `please` are none.
  private boolean greets(String sentence) {
    List<String> words = StyleLists.words(sentence);
    return lists.greetings().stream()
        .filter(entry -> !NO_GREETING.contains(entry.getFirst()))
        .anyMatch(
            entry -> entry.size() <= words.size() && words.subList(0, entry.size()).equals(entry));
  }

  /// `Anna,` or `Dear all,`, alone on a line.
  private static boolean isAddress(String line) {
    return line.strip().endsWith(",") && line.length() <= 40;
  }

  private String thanking(String text) {
    List<String> words = StyleLists.words(text);
    boolean asks = words.contains("please");
    boolean thanks = words.contains("thank") || words.contains("thanks");
    int end = Layout.farewell(text).map(Span::start).orElse(0);
    List<Layout.Part> before =
        Layout.parts(text).stream()
            .filter(part -> part.span().end() <= end && part.closes())
            .toList();
    if (!asks || thanks || before.isEmpty()) {
      return text;
    }
    int at = before.getLast().span().end();
    return text.substring(0, at) + THANKS + text.substring(at);
  }
}
