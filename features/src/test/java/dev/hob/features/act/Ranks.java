// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.features.act.rank.Candidate;
import dev.hob.features.act.words.Lexicon;
import dev.hob.features.prompt.PromptAction;
import java.time.OffsetDateTime;
import java.util.List;

/// What the prompt of a request shows.
public final class Ranks {
  private Ranks() {}

  /// The place of an action, from 1.
  public static int place(JsonNode input, String action) {
    return 1 + best(input).stream().map(c -> c.action().name()).toList().indexOf(action);
  }

  static List<PromptAction> shown(JsonNode input) {
    return PromptForms.fitting(best(input));
  }

  private static List<Candidate> best(JsonNode input) {
    Lexicon lexicon = Lexicon.embedded();
    ActInput read =
        ActInput.read(
            input, OffsetDateTime.parse("2026-05-19T08:30:00Z"), new GivenActions(lexicon));
    try {
      return new Candidates(ActionCatalogue.EMPTY, lexicon).of(read).best();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
