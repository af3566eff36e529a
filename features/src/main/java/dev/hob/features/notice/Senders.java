// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.notice;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Who wrote a message, from its summary line: `Anna Berg`, `Trip: Zoe`, `Maren (direct message)`,
/// `Zoe in #release`; in a chat also from the body, `Zoe: shall we meet?`. Anything else is a
/// title. Immutable.
final class Senders {
  private static final String NAME = "\\p{Lu}[\\p{L}'’.-]*(?: \\p{Lu}[\\p{L}'’.-]*){0,2}";
  private static final Pattern CONVERSATION_FIRST =
      Pattern.compile("(?<conversation>[^:]{1,40}): (?<name>" + NAME + ")");
  private static final Pattern NAME_FIRST =
      Pattern.compile("(?<name>" + NAME + ")(?: (?:in|@|to|→|›) (?<conversation>#?[^:]{1,40}))?");
  private static final Pattern NAME_IN_BODY =
      Pattern.compile("(?<name>" + NAME + "): (?<text>.*)", Pattern.DOTALL);
  private static final Pattern NOTE =
      Pattern.compile(
          "\\s*\\((?:direct message|dm|private|[0-9]+(?: new)? messages?)\\)$",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern CHAT_APP =
      Pattern.compile(
          "\\b(?:chats?|sms|messages?|messenger|signal|whatsapp|slack|teams|telegram|matrix|element"
              + "|discord|fractal|polari|dino|gajim|pidgin|mattermost|zulip|threema|im)\\b",
          Pattern.CASE_INSENSITIVE);

  private final Set<String> commonWords;

  Senders(Set<String> commonWords) {
    this.commonWords = commonWords;
  }

  /// @return an empty name where the summary names nobody
  Sender of(String app, String category, String summary, String body) {
    if (body.isBlank()) {
      return Sender.none(body);
    }
    String line = NOTE.matcher(summary).replaceFirst("");
    boolean chat =
        category.toLowerCase(Locale.ROOT).startsWith("im") || CHAT_APP.matcher(app).find();
    Matcher inBody = NAME_IN_BODY.matcher(body);
    if (chat && inBody.matches()) {
      return new Sender(inBody.group("name"), line, inBody.group("text"));
    }
    Matcher first = NAME_FIRST.matcher(line);
    if (first.matches() && (chat || isName(first.group("name")))) {
      String conversation = first.group("conversation");
      return new Sender(first.group("name"), conversation == null ? "" : conversation, body);
    }
    Matcher second = CONVERSATION_FIRST.matcher(line);
    return chat && second.matches()
        ? new Sender(second.group("name"), second.group("conversation"), body)
        : Sender.none(body);
  }

  /// Outside chat apps a capitalized word is a name only if it is no ordinary one.
  private boolean isName(String run) {
    return Arrays.stream(run.toLowerCase(Locale.ROOT).split(" ")).noneMatch(commonWords::contains);
  }

  /// @param name empty where nobody is named
  /// @param conversation empty where the message is to the reader alone
  /// @param text the message without the sender's name
  record Sender(String name, String conversation, String text) {
    static Sender none(String body) {
      return new Sender("", "", body);
    }
  }
}
