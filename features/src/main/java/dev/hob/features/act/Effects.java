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

  /// By the first verb of the name, else by the first word of the description. A name without any
  /// verb, as `world_clock`, is a thing to be looked at.
  public static Effect of(String name, String description, Lexicon lexicon) {
    List<String> stems = Token.of(PromptForms.words(name)).stream().map(Token::stem).toList();
    Optional<Kind> verb = Optional.empty();
    for (int i = 0; i < stems.size() && verb.isEmpty(); i++) {
      String two = i + 1 < stems.size() ? stems.get(i) + " " + stems.get(i + 1) : "";
      String one = stems.get(i);
      verb = lexicon.does(two).or(() -> lexicon.does(one));
    }
    if (verb.isEmpty()) {
      List<Token> about = Token.of(description);
      verb = about.isEmpty() ? Optional.empty() : lexicon.does(about.getFirst().stem());
    }
    return verb.isEmpty() || verb.get() == Kind.READ ? Effect.READ : Effect.CHANGE;
  }
}
