// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.value;

import java.util.regex.Pattern;

/// A person's words as a value.
public final class PlainText {
  private static final String OPENING = "\"'“‘«„(";
  private static final String CLOSING = "\"'”’»“)";
  private static final Pattern ARTICLE =
      Pattern.compile("(?i)(?:the|an?|my|our|your|this|that|some) (?=\\S)");

  private PlainText() {}

  /// Without white space, marks and quotes at the edges; what is quoted inside stays.
  public static String of(String words) {
    String text = words.strip().replaceAll("\\s+", " ");
    text = text.replaceAll("^[,;:.!?–—-]+ +", "").replaceAll("[\\s,;:!?]+$", "");
    if (text.endsWith(".") && !text.endsWith("..") && text.indexOf('.') == text.length() - 1) {
      text = text.substring(0, text.length() - 1);
    }
    if (text.length() > 1
        && OPENING.indexOf(text.charAt(0)) >= 0
        && CLOSING.indexOf(text.charAt(text.length() - 1)) >= 0) {
      text = text.substring(1, text.length() - 1).strip();
    }
    return text;
  }

  /// As [#of], without an article or a possessive in front: for names of things.
  public static String name(String words) {
    String text = of(words);
    String bare = ARTICLE.matcher(text).lookingAt() ? ARTICLE.matcher(text).replaceFirst("") : text;
    return bare.isBlank() ? text : bare;
  }
}
