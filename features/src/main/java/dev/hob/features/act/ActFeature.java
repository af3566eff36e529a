// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.features.Toolkit;
import dev.hob.features.act.deed.DeedTerms;
import dev.hob.features.act.deed.Deeds;
import dev.hob.features.act.match.ActionMatcher;
import dev.hob.features.act.schema.ParameterSchema;
import dev.hob.features.act.words.Lexicon;
import dev.hob.features.flow.Feature;
import dev.hob.features.flow.Method;
import dev.hob.features.flow.Options;
import dev.hob.features.flow.Task;
import dev.hob.features.prompt.NativePrompts;
import dev.hob.router.Beginning;
import dev.hob.router.Chat;
import dev.hob.router.ChatMessage;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.Stream;

/// `{utterance, context?, app?, actions?, now?}` → one call, a question, or nothing
/// ([Choice#json]); the call of an action of the desktop is then carried out ([Deeds]). `{undo}`
/// and `{consent}` come back to an earlier request.
///
/// English only. Words of another language fit an action only where its names have them too; else
/// the answer is that no action fits, as for any other words that name none.
public final class ActFeature implements Feature {
  public static final String NAME = "act";

  private static final List<String> OPTIONS =
      Stream.concat(Stream.of("method", "language"), DeedTerms.OPTIONS.stream()).toList();

  private final ActMakers makers;
  private final Candidates candidates;
  private final GivenActions given;
  private final Deeds deeds;

  public ActFeature(Toolkit toolkit, ActPorts ports) {
    Lexicon lexicon = Lexicon.embedded();
    this.makers = new ActMakers(toolkit.prompts(), new ActionMatcher(lexicon), lexicon);
    this.candidates = new Candidates(ports.catalogue(), lexicon);
    this.given = new GivenActions(lexicon);
    this.deeds = new Deeds(ports);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String role() {
    return NativePrompts.ACT;
  }

  @Override
  public Task read(JsonNode input, JsonNode options, OffsetDateTime now) {
    if (Deeds.claims(input)) {
      return deeds.read(input, options);
    }
    ActInput read = ActInput.read(input, now, given);
    Options chosen = new Options(options, OPTIONS);
    Method method = chosen.method();
    chosen.language();
    DeedTerms terms = DeedTerms.read(chosen, read.given().isPresent());
    return new ActTask(
        makers, candidates, read, method, (made, choice) -> deeds.follow(made, choice, terms));
  }

  @Override
  public List<Beginning> beginnings() {
    return List.of(
        makers
            .prompts()
            .act(
                List.of(PromptForms.action("open", "", ParameterSchema.NOTHING)),
                List.of(),
                "open it")
            .beginning(Chat.of(List.of(new ChatMessage("user", "open it")))));
  }
}
