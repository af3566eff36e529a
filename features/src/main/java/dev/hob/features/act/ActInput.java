// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.features.input.StrictObject;
import dev.hob.features.prompt.PromptTurn;
import dev.hob.router.Refusal;
import dev.hob.router.RefusedException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a request asks: `{utterance, context?, app?, actions?, now?}`.
///
/// @param context oldest first
/// @param app whose actions are meant
/// @param given actions that the caller brings along and carries out itself; empty = the desktop's
public record ActInput(
    String utterance,
    List<PromptTurn> context,
    Optional<String> app,
    Optional<List<Action>> given,
    OffsetDateTime now) {
  /// What a person says at once is short; longer input is a mistake, and slow to take apart.
  private static final int LONGEST_UTTERANCE = 8_000;

  private static final int LONGEST_CONTEXT = 20_000;
  private static final int MOST_TURNS = 64;

  public ActInput {
    context = List.copyOf(context);
  }

  /// @param now for requests without a time of their own
  static ActInput read(JsonNode input, OffsetDateTime now, GivenActions actions) {
    StrictObject fields = new StrictObject(input, "/input");
    String utterance = fields.text("utterance");
    List<PromptTurn> context = context(fields);
    Optional<String> app = fields.has("app") ? Optional.of(fields.text("app")) : Optional.empty();
    Optional<List<Action>> given =
        fields.has("actions")
            ? Optional.of(actions.read(fields.objects("actions"), app.orElse("")))
            : Optional.empty();
    OffsetDateTime time = fields.time("now").orElse(now);
    fields.done();
    limit(utterance.length(), LONGEST_UTTERANCE);
    limit(context.stream().mapToInt(turn -> turn.text().length()).sum(), LONGEST_CONTEXT);
    return new ActInput(utterance, context, app, given, time);
  }

  private static List<PromptTurn> context(StrictObject fields) {
    List<PromptTurn> out = new ArrayList<>();
    // An empty list is as good as none here.
    if (!fields.has("context") || fields.isEmptyList("context")) {
      return out;
    }
    for (StrictObject turn : fields.objects("context")) {
      out.add(new PromptTurn(turn.text("who"), turn.text("text")));
      turn.done();
    }
    if (out.size() > MOST_TURNS) {
      throw new RefusedException(new Refusal.TooLarge(out.size(), MOST_TURNS, "turns"));
    }
    return out;
  }

  private static void limit(int length, int most) {
    if (length > most) {
      throw new RefusedException(new Refusal.TooLarge(length, most, "characters"));
    }
  }
}
