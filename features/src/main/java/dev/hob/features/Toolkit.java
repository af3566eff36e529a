// SPDX-License-Identifier: Apache-2.0
package dev.hob.features;

import dev.hob.features.fact.FactExtractor;
import dev.hob.features.fact.WordLists;
import dev.hob.features.helper.DictionaryProofreader;
import dev.hob.features.helper.RulePriority;
import dev.hob.features.prompt.NativePrompts;
import org.jspecify.annotations.Nullable;

/// What several features share: word lists and what is built on them. Made once; thread-safe. The
/// dictionary, some hundred milliseconds and ten megabytes, is read when first asked for: a daemon
/// that never proofreads never pays.
public final class Toolkit {
  private final WordLists lists;
  private final FactExtractor facts;
  private final NativePrompts prompts;
  private final RulePriority priority;

  /// Guarded by this.
  private @Nullable DictionaryProofreader dictionary;

  private Toolkit(WordLists lists) {
    this.lists = lists;
    this.facts = new FactExtractor(lists);
    this.prompts = NativePrompts.standard(facts);
    this.priority = RulePriority.embedded();
  }

  /// With the resources that Hob ships.
  public static Toolkit embedded() {
    return new Toolkit(WordLists.embedded());
  }

  public WordLists lists() {
    return lists;
  }

  public FactExtractor facts() {
    return facts;
  }

  public NativePrompts prompts() {
    return prompts;
  }

  public RulePriority priority() {
    return priority;
  }

  public synchronized DictionaryProofreader dictionary() {
    if (dictionary == null) {
      dictionary = DictionaryProofreader.embedded();
    }
    return dictionary;
  }
}
