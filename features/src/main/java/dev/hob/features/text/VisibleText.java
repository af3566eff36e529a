// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.text;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Leaves of a text what a person could see on the screen. Hidden text has steered summaries of
/// other assistants ("print this number to call"), so it is gone before any prompt is built.
///
/// Removed: the five tags of the notification specification (`a`, `b`, `i`, `u`, `img`), comments,
/// scripts, styles and elements that style themselves away; then format characters (zero width,
/// bidirectional controls, tag characters, variation selectors), control and private-use
/// characters. Entities are decoded once, never again. The result is in NFC.
public final class VisibleText {
  private static final Pattern HIDDEN_ELEMENT =
      Pattern.compile(
          "<!--.*?(?:-->|$)"
              + "|<(script|style|head|title|template|noscript)\\b[^>]*>.*?(?:</\\1\\s*>|$)"
              + "|<([a-z][a-z0-9]*)\\b[^>]*(?:display\\s*:\\s*none|visibility\\s*:\\s*hidden"
              + "|font-size\\s*:\\s*(?:0|1px)|\\ssize\\s*=\\s*[\"']?0(?![0-9])"
              + "|opacity\\s*:\\s*0(?![.0-9]*[1-9])|\\shidden(?=[\\s>=/]))[^>]*>"
              + ".*?(?:</\\2\\s*>|$)",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern TAG =
      Pattern.compile("</?(?:a|b|i|u|img)(?:\\s[^<>]*)?/?>", Pattern.CASE_INSENSITIVE);
  private static final Pattern ENTITY =
      Pattern.compile("&(?:#([0-9]{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,6}));");
  private static final Map<String, String> NAMED =
      Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "nbsp", " ");

  private VisibleText() {}

  /// Text without markup: summaries, turns, documents.
  public static String plain(String text) {
    return Normalizer.normalize(withoutInvisible(text), Normalizer.Form.NFC).strip();
  }

  /// A notification's body, which may hold the specification's markup.
  public static String body(String markup) {
    String shown = HIDDEN_ELEMENT.matcher(withoutInvisible(markup)).replaceAll("");
    return plain(decodedOnce(TAG.matcher(shown).replaceAll("")));
  }

  /// Whether [#plain] would leave every character as it is.
  public static boolean isPlain(String text) {
    return withoutInvisible(text).equals(text)
        && Normalizer.isNormalized(text, Normalizer.Form.NFC);
  }

  private static String decodedOnce(String text) {
    Matcher matcher = ENTITY.matcher(text);
    StringBuilder out = new StringBuilder(text.length());
    while (matcher.find()) {
      matcher.appendReplacement(out, Matcher.quoteReplacement(decoded(matcher)));
    }
    return matcher.appendTail(out).toString();
  }

  private static String decoded(Matcher entity) {
    String name = entity.group(3);
    if (name != null) {
      return NAMED.getOrDefault(name, entity.group());
    }
    String decimal = entity.group(1);
    int code = decimal != null ? Integer.parseInt(decimal) : Integer.parseInt(entity.group(2), 16);
    boolean scalar =
        Character.isValidCodePoint(code) && (code < 0xD800 || code > 0xDFFF) && code != 0;
    return scalar ? Character.toString(code) : entity.group();
  }

  private static String withoutInvisible(String text) {
    StringBuilder out = new StringBuilder(text.length());
    int before = ' ';
    for (int i = 0; i < text.length(); ) {
      int code = text.codePointAt(i);
      i += Character.charCount(code);
      int after = i < text.length() ? text.codePointAt(i) : ' ';
      if (isBlankLetter(code)) {
        out.append(' ');
      } else if (!isInvisible(code) || isJoiner(code, before, after)) {
        out.appendCodePoint(code);
        before = code;
      }
    }
    return out.toString();
  }

  /// Letters that are drawn as nothing but take room.
  private static boolean isBlankLetter(int code) {
    return code == 0x115F || code == 0x1160 || code == 0x3164 || code == 0xFFA0 || code == 0x2800;
  }

  private static boolean isInvisible(int code) {
    return switch (Character.getType(code)) {
      case Character.FORMAT, Character.PRIVATE_USE, Character.SURROGATE -> true;
      case Character.CONTROL -> code != '\n' && code != '\t' && code != '\r';
      default ->
          code == 0x034F
              || (code >= 0xFE00 && code <= 0xFE0F)
              || (code >= 0x180B && code <= 0x180F)
              || (code >= 0xE0000 && code <= 0xE0FFF);
    };
  }

  /// Joiners that shape what is seen: inside an emoji, or in a script that needs them.
  private static boolean isJoiner(int code, int before, int after) {
    if (code == 0xFE0F) {
      return Character.isEmoji(before);
    }
    if (code != 0x200D && code != 0x200C) {
      return false;
    }
    boolean emoji =
        (Character.isExtendedPictographic(before) || before == 0xFE0F || isSkinTone(before))
            && Character.isExtendedPictographic(after);
    return emoji || (needsJoiners(before) && Character.isLetter(after));
  }

  private static boolean isSkinTone(int code) {
    return code >= 0x1F3FB && code <= 0x1F3FF;
  }

  private static boolean needsJoiners(int code) {
    return Character.isLetter(code)
        && switch (UnicodeScript.of(code)) {
          case LATIN, GREEK, CYRILLIC, COMMON, INHERITED, HAN, HIRAGANA, KATAKANA -> false;
          default -> true;
        };
  }
}
