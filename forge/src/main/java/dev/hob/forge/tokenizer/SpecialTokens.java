// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.tokenizer;

import java.util.ArrayList;
import java.util.List;

/// The 128 special tokens, ids 0 to 127, in the order of their ids.
///
/// They stand for structure only: roles, fields, index marks and entity marks. Text that spells one
/// of them is encoded as bytes like any other text.
public final class SpecialTokens {
  /// How many there are; the first id of a plain byte.
  public static final int COUNT = 128;

  private static final String ROLES =
      "summarize prioritize proofread friendly professional concise act generate";
  private static final String FIELDS =
      "opt in /in out n app from title body time urg cat user says action par type req enum call ask"
          + " none val high normal low ok fix quote src seg go";

  private SpecialTokens() {}

  /// All names without their brackets, index = id.
  public static List<String> names() {
    List<String> names = new ArrayList<>(COUNT);
    names.addAll(List.of("pad", "bos", "eos"));
    names.addAll(List.of(ROLES.split(" ")));
    names.addAll(List.of(FIELDS.split(" ")));
    numbered(names, "", 32);
    numbered(names, "P", 10);
    numbered(names, "T", 8);
    numbered(names, "N", 8);
    numbered(names, "L", 4);
    numbered(names, "X", 4);
    for (int i = 0; names.size() < COUNT; i++) {
      names.add("reserved" + i);
    }
    return List.copyOf(names);
  }

  /// How a name is written: `bos` → `<|bos|>`.
  public static String written(String name) {
    return "<|" + name + "|>";
  }

  private static void numbered(List<String> names, String prefix, int count) {
    for (int i = 1; i <= count; i++) {
      names.add(prefix + i);
    }
  }
}
