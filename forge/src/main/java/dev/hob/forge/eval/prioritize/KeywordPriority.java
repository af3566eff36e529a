// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.prioritize;

import dev.hob.features.fact.Tokens;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// The baseline `keyword`: high if a word of urgent things stands in it, else low if one of
/// unimportant things does, else normal.
///
/// @param high words of urgent things, in W form
/// @param low words of unimportant things
/// @param digest `sha256:<hex>` of the list
record KeywordPriority(List<List<String>> high, List<List<String>> low, String digest) {
  private static final String FILE = "keywords.tsv";

  static KeywordPriority embedded() {
    byte[] bytes = read();
    List<List<String>> high = new ArrayList<>();
    List<List<String>> low = new ArrayList<>();
    for (String line : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
      if (line.startsWith("high\t")) {
        high.add(Tokens.words(line.substring(5)));
      } else if (line.startsWith("low\t")) {
        low.add(Tokens.words(line.substring(4)));
      }
    }
    return new KeywordPriority(List.copyOf(high), List.copyOf(low), digest(bytes));
  }

  String of(String text) {
    List<String> words = Tokens.words(text);
    if (high.stream().anyMatch(entry -> Tokens.standInRow(entry, words))) {
      return "high";
    }
    return low.stream().anyMatch(entry -> Tokens.standInRow(entry, words)) ? "low" : "normal";
  }

  private static byte[] read() {
    try (InputStream in = KeywordPriority.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException("resource " + FILE + " is missing");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digest(byte[] bytes) {
    try {
      byte[] sha = MessageDigest.getInstance("SHA-256").digest(bytes);
      return "sha256:" + HexFormat.of().formatHex(sha);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
