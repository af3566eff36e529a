// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.style;

import dev.hob.features.fact.NormalText;
import dev.hob.features.fact.Tokens;
import dev.hob.features.text.TextResource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// The word lists that checks and rules of style look into. Each entry is one or more words, lower
/// case.
///
/// @param contractible word pairs with a short form, `do not`
/// @param contractions short forms, `don't`
/// @param greetings greetings, thanks and `please`
/// @param stiff words of offices
/// @param loose words of chats
/// @param filler words that can go
/// @param digest `sha256:<hex>` over the lists
public record StyleLists(
    List<List<String>> contractible,
    List<List<String>> contractions,
    List<List<String>> greetings,
    List<List<String>> stiff,
    List<List<String>> loose,
    List<List<String>> filler,
    String digest) {
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{Nd}']+");

  /// The lists that Hob ships.
  public static StyleLists embedded() {
    MessageDigest sha = sha256();
    List<String> pairs = lines("contractions", sha);
    return new StyleLists(
        pairs.stream().map(pair -> words(pair.substring(0, pair.indexOf('\t')))).toList(),
        pairs.stream().map(pair -> words(pair.substring(pair.indexOf('\t') + 1))).toList(),
        phrases("greetings", sha),
        phrases("stiff", sha),
        phrases("loose", sha),
        phrases("filler", sha),
        "sha256:" + HexFormat.of().formatHex(sha.digest()));
  }

  /// The words of a text as entries compare them: runs of letters, marks, digits and `'` of N1,
  /// quotes around them left out.
  public static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    for (String run :
        WORD.matcher(NormalText.n1(text)).results().map(MatchResult::group).toList()) {
      String word = run.replaceAll("^'+|'+$", "");
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return List.copyOf(words);
  }

  /// Does an entry of `list` stand in `words`?
  public static boolean any(List<List<String>> list, List<String> words) {
    return list.stream().anyMatch(entry -> Tokens.standInRow(entry, words));
  }

  private static List<List<String>> phrases(String list, MessageDigest sha) {
    return lines(list, sha).stream().map(StyleLists::words).toList();
  }

  private static List<String> lines(String list, MessageDigest sha) {
    byte[] bytes = TextResource.bytes(StyleLists.class, list + ".txt");
    sha.update(bytes);
    return TextResource.lines(bytes).toList();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
