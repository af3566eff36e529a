// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act;

import dev.hob.features.act.rank.Candidate;
import dev.hob.features.act.rank.Catalogue;
import dev.hob.features.act.rank.Ranker;
import dev.hob.features.act.words.Lexicon;
import dev.hob.features.prompt.NativePrompts;
import dev.hob.features.prompt.PromptTurn;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The few actions that a request may mean. Keeps the index of the last catalogue: a desktop's
/// actions seldom change from one request to the next. Thread-safe.
final class Candidates {
  private final ActionCatalogue desktop;
  private final Lexicon lexicon;

  /// Replaced as a whole.
  private volatile @Nullable Index last;

  Candidates(ActionCatalogue desktop, Lexicon lexicon) {
    this.desktop = desktop;
    this.lexicon = lexicon;
  }

  private record Index(List<Action> actions, Catalogue catalogue, Ranker ranker) {}

  /// @param best at most [NativePrompts#MAX_ACTIONS], best first
  /// @param left what could not be used, in words for the person
  record Cut(List<Candidate> best, List<String> left) {}

  Cut of(ActInput input) throws InterruptedException {
    ActionCatalogue.Found found =
        input.given().isPresent()
            ? new ActionCatalogue.Found(input.given().get(), List.of())
            : desktop.find(input.app());
    Index index = index(found);
    String earlier =
        input.context().stream()
            .filter(turn -> turn.who().equals(PromptTurn.USER))
            .map(PromptTurn::text)
            .collect(Collectors.joining(" "));
    List<Candidate> best =
        index.ranker().best(input.utterance(), earlier, NativePrompts.MAX_ACTIONS);
    return new Cut(best, index.catalogue().left());
  }

  private Index index(ActionCatalogue.Found found) {
    Index known = last;
    if (known != null
        && known.actions().equals(found.actions())
        && known.catalogue().left().containsAll(found.left())) {
      return known;
    }
    Catalogue catalogue = Catalogue.of(found.actions(), found.left());
    Index fresh =
        new Index(found.actions(), catalogue, new Ranker(catalogue.candidates(), lexicon));
    last = fresh;
    return fresh;
  }
}
