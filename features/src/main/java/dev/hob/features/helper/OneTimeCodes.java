// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.helper;

import java.util.regex.Pattern;

/// Tells messages that carry a one-time code, which never stand in a digest: they are worthless
/// when it is read and an invitation when someone else reads along.
public final class OneTimeCodes {
  private static final String CODE =
      "(?<![\\p{L}\\p{N}#])(?:[A-Z]{1,2}-)?(?:[0-9]{4,8}|[0-9]{3}[ -][0-9]{3,4}|[0-9]{2}(?:[ -][0-9]{2}){2,3})"
          + "(?![\\p{L}\\p{N}]|[.,:][0-9])";
  private static final String WORD =
      "(?:(?<!error |exit |status |postal |post |zip |area |country |promo |discount |voucher |source"
          + " |bar |qr |colour |color |dress )(?:pass)?codes?|otp|pins?|tan|one[- ]time password|kennwort)";
  private static final Pattern NAMED =
      Pattern.compile(
          "\\b(?:one[- ]time|verification|verify|security|log-?in|sign[- ]?in|confirmation"
              + "|authentication|authori[sz]ation|access|2fa|two[- ](?:factor|step))\\b.{0,40}?\\b"
              + WORD
              + "\\b|\\botp\\b|\\bone[- ]time (?:code|password|pin)",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern DIGITS = Pattern.compile(CODE);
  private static final Pattern NEAR =
      Pattern.compile(
          "\\b"
              + WORD
              + "\\b[^.\\n]{0,24}?"
              + CODE
              + "|"
              + CODE
              + "[^.\\n]{0,24}?\\b"
              + WORD
              + "\\b",
          Pattern.CASE_INSENSITIVE);

  private OneTimeCodes() {}

  public static boolean in(String text) {
    return NEAR.matcher(text).find() || (NAMED.matcher(text).find() && DIGITS.matcher(text).find());
  }
}
