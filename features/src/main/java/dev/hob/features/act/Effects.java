// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act;

import dev.hob.features.act.Action.Effect;
import dev.hob.features.act.words.Lexicon;
import dev.hob.features.act.words.Lexicon.Kind;
import dev.hob.features.act.words.Token;
import java.util.List;
import java.util.Optional;

/// Whether an action changes something, as far as its words tell where nobody says.
public final class Effects {
  private Effects() {}

  /// By the verb of the name, which stands first or, as in `weather.get`, last; else by the first
  /// word of the description. A name without any verb, as `world_clock`, is a thing to be looked
  /// at.
  public static Effect of(String name, String description, Lexicon lexicon) {
    List<Token> words = Token.of(PromptForms.words(name));
    Optional<Kind> verb =
        words.isEmpty() ? Optional.empty() : lexicon.does(words.getFirst().stem());
    if (verb.isEmpty() && !words.isEmpty()) {
      verb = lexicon.does(words.getLast().stem());
    }
    if (verb.isEmpty()) {
      List<Token> about = Token.of(description);
      verb = about.isEmpty() ? Optional.empty() : lexicon.does(about.getFirst().stem());
    }
    return verb.isEmpty() || verb.get() == Kind.READ ? Effect.READ : Effect.CHANGE;
  }
}
