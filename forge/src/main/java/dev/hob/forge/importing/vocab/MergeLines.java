// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.vocab;

import dev.hob.engine.bundle.CorruptBundleException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Byte-level merges as lines: two tokens with a space between.
final class MergeLines {
  private MergeLines() {}

  /// Merges of tokens that exist, each once: of equal ones the first counts.
  ///
  /// @param file name for error messages
  /// @throws CorruptBundleException a line holds no two tokens
  static List<String[]> read(String file, List<String> lines, TokenList tokens) {
    List<String[]> merges = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String line : lines) {
      int space = line.indexOf(' ', 1);
      if (space < 0 || space + 1 == line.length()) {
        throw new CorruptBundleException(
            file, -1, "merge " + merges.size() + " joins no two tokens: " + TokenList.clip(line));
      }
      String left = line.substring(0, space);
      String right = line.substring(space + 1);
      if (joins(tokens, left, right) && seen.add(line)) {
        merges.add(new String[] {left, right});
      }
    }
    return merges;
  }

  private static boolean joins(TokenList tokens, String left, String right) {
    return tokens.isToken(tokens.id(left))
        && tokens.isToken(tokens.id(right))
        && tokens.isToken(tokens.id(left + right));
  }
}
