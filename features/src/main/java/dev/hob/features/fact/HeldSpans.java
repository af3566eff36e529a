// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.fact;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// What a rewrite must leave as it is: facts, quotations, code.
public final class HeldSpans {
  private static final Pattern QUOTED =
      Pattern.compile(
          "\"[^\"\\n]*\"|“[^”\\n]*”|«[^»\\n]*»|`[^`\\n]*`|(?<![\\p{L}\\p{N}])['‘][^'’\\n]*['’](?!\\p{L})");

  private HeldSpans() {}

  /// In order of kinds, facts first; they may overlap.
  public static List<Span> of(String text, FactExtractor facts) {
    List<Span> held = new ArrayList<>();
    facts.extract(text, FactContext.of(text)).stream().map(Fact::span).forEach(held::add);
    held.addAll(quoted(text));
    return held;
  }

  /// Text between quotation marks or backticks, those included.
  public static List<Span> quoted(String text) {
    return QUOTED.matcher(text).results().map(HeldSpans::span).toList();
  }

  private static Span span(MatchResult match) {
    return new Span(match.start(), match.end());
  }
}
