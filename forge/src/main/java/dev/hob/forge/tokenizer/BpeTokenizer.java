// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.tokenizer;

import dev.hob.forge.shard.TextEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Text to ids and back. Ids: 0 to 127 special, 128 to 383 the bytes, then the merges.
///
/// Safe for several threads. Text never becomes a special token; those are named by [#special].
public final class BpeTokenizer implements TextEncoder {
  private static final int CACHED_PIECES = 100_000;

  private final List<int[]> merges;
  private final Map<Long, Integer> idOfPair = new HashMap<>();
  private final Map<String, Integer> specials = new HashMap<>();
  private final byte[][] bytesOf;
  private final Map<String, int[]> pieces = new ConcurrentHashMap<>();

  /// A tokenizer with these merges.
  ///
  /// @param merges pairs of ids as [BpeTrainer#train] gives them (bytes 0 to 255, merges from 256)
  public BpeTokenizer(List<int[]> merges) {
    this.merges = merges.stream().map(int[]::clone).toList();
    int plain = 256 + merges.size();
    bytesOf = new byte[SpecialTokens.COUNT + plain][];
    List<String> names = SpecialTokens.names();
    for (int i = 0; i < names.size(); i++) {
      specials.put(names.get(i), i);
      bytesOf[i] = SpecialTokens.written(names.get(i)).getBytes(StandardCharsets.UTF_8);
    }
    for (int i = 0; i < 256; i++) {
      bytesOf[SpecialTokens.COUNT + i] = new byte[] {(byte) i};
    }
    for (int i = 0; i < merges.size(); i++) {
      addMerge(merges.get(i), 256 + i);
    }
  }

  /// Reads a `tokenizer.json` that this class or [TokenizerJson] wrote.
  ///
  /// @throws IOException if the file cannot be read or is not such a tokenizer
  public static BpeTokenizer load(Path file) throws IOException {
    return TokenizerJson.read(file);
  }

  /// The ids of `text`; a lone surrogate becomes `?` as in any UTF-8 encoder of Java.
  @Override
  public int[] encode(String text) {
    int[] out = new int[text.length() + 8];
    int n = 0;
    for (String piece : PreSplit.split(text)) {
      int[] ids = piece(piece);
      if (n + ids.length > out.length) {
        out = Arrays.copyOf(out, Math.max(out.length * 2, n + ids.length));
      }
      System.arraycopy(ids, 0, out, n, ids.length);
      n += ids.length;
    }
    return Arrays.copyOf(out, n);
  }

  /// The id of a special token by its bare name, as `bos`, `summarize`, `/in`, `1` or `P1`.
  ///
  /// @throws IllegalArgumentException if there is none of that name
  @Override
  public int special(String name) {
    Integer id = specials.get(name);
    if (id == null) {
      throw new IllegalArgumentException("no special token " + name);
    }
    return id;
  }

  /// The text of ids; specials in their written form, malformed UTF-8 replaced.
  public String decode(int[] ids) {
    return new String(decodeBytes(ids), StandardCharsets.UTF_8);
  }

  /// The bytes of ids.
  public byte[] decodeBytes(int[] ids) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int id : ids) {
      out.writeBytes(bytesOf[id]);
    }
    return out.toByteArray();
  }

  /// Number of ids.
  public int size() {
    return bytesOf.length;
  }

  List<int[]> merges() {
    return merges;
  }

  byte[] bytesOf(int id) {
    return bytesOf[id];
  }

  private int[] piece(String piece) {
    int[] known = pieces.get(piece);
    if (known != null) {
      return known;
    }
    byte[] utf8 = piece.getBytes(StandardCharsets.UTF_8);
    int[] ids = new int[utf8.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = SpecialTokens.COUNT + (utf8[i] & 0xFF);
    }
    int[] merged = BpeMerge.merge(ids, idOfPair);
    if (pieces.size() < CACHED_PIECES) {
      pieces.put(piece, merged);
    }
    return merged;
  }

  private void addMerge(int[] pair, int id) {
    int left = SpecialTokens.COUNT + pair[0];
    int right = SpecialTokens.COUNT + pair[1];
    idOfPair.put(BpeTrainer.pair(left, right), SpecialTokens.COUNT + id);
    byte[] joined = Arrays.copyOf(bytesOf[left], bytesOf[left].length + bytesOf[right].length);
    System.arraycopy(bytesOf[right], 0, joined, bytesOf[left].length, bytesOf[right].length);
    bytesOf[SpecialTokens.COUNT + id] = joined;
  }
}
