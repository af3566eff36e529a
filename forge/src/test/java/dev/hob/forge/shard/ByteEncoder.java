// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.shard;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// The simplest encoder: one token a byte (1000 + byte), one id below 1000 a special token,
/// numbered as they are first asked for.
public final class ByteEncoder implements TextEncoder {
  private final Map<String, Integer> specials = new HashMap<>();

  @Override
  public int[] encode(String content) {
    byte[] utf8 = content.getBytes(StandardCharsets.UTF_8);
    int[] tokens = new int[utf8.length];
    for (int i = 0; i < utf8.length; i++) {
      tokens[i] = 1000 + (utf8[i] & 0xff);
    }
    return tokens;
  }

  @Override
  public synchronized int special(String name) {
    return specials.computeIfAbsent(name, n -> specials.size());
  }
}
