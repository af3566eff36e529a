// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.features.act.words.Lexicon;
import java.time.OffsetDateTime;

/// Where an action stands in the prompt of a request.
final class Ranks {
  private Ranks() {}

  static int place(JsonNode input, String action) {
    Lexicon lexicon = Lexicon.embedded();
    ActInput read =
        ActInput.read(
            input, OffsetDateTime.parse("2026-05-19T08:30:00Z"), new GivenActions(lexicon));
    try {
      var best = new Candidates(ActionCatalogue.EMPTY, lexicon).of(read).best();
      return 1 + best.stream().map(c -> c.action().name()).toList().indexOf(action);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
