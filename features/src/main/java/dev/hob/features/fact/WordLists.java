// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.fact;

import dev.hob.features.text.TextResource;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The word lists that extraction needs. Scores are comparable only where the lists are the same: a
/// report carries their digest.
///
/// @param stopWords the 150 words that say nothing alone, in W form
/// @param commonWords lower-case words of ordinary prose: at a sentence start they are no names
/// @param digest `sha256:<hex>` over both files
public record WordLists(Set<String> stopWords, Set<String> commonWords, String digest) {
  private static final List<String> FILES = List.of("stop-words.txt", "common-words.txt");

  public WordLists {
    stopWords = Set.copyOf(stopWords);
    commonWords = Set.copyOf(commonWords);
  }

  /// Lists made in memory, for tests; the digest is empty.
  public static WordLists of(List<String> stopWords, List<String> commonWords) {
    return new WordLists(inWForm(stopWords), Set.copyOf(commonWords), "");
  }

  /// The lists that Hob ships.
  public static WordLists embedded() {
    MessageDigest sha = sha256();
    List<List<String>> lines =
        FILES.stream()
            .map(file -> {
              byte[] bytes = TextResource.bytes(WordLists.class, file);
              sha.update(bytes);
              return new String(bytes, StandardCharsets.UTF_8)
                  .lines()
                  .filter(line -> !line.isBlank())
                  .toList();
            })
            .toList();
    return new WordLists(
        inWForm(lines.getFirst()),
        Set.copyOf(lines.getLast()),
        "sha256:" + HexFormat.of().formatHex(sha.digest()));
  }

  private static Set<String> inWForm(List<String> words) {
    return words.stream()
        .flatMap(word -> Tokens.words(word).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
