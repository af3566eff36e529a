// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What an answer must look like: a small automaton over tokens that every native answer of a role
/// must follow (data-plan.md, 5.1), or an instance of a JSON Schema. State 0 is the start. Ordinary
/// text tokens are one symbol, each special token its own; what an ordinary token may be is the
/// state's [TextRule].
///
/// @param states in index order; an empty list means free output (only specials are forbidden)
/// @param copyBias added to tokens that continued the last tokens' match in the prompt's content
///   (data-plan.md, 5.3); 0 = none
/// @param schema the answer is the text of one of its instances; there are then no states
public record OutputGrammar(List<State> states, float copyBias, Optional<JsonNode> schema) {
  public static final OutputGrammar FREE = new OutputGrammar(List.of(), 0f);

  public OutputGrammar {
    states = List.copyOf(states);
    if (schema.isPresent() && (!states.isEmpty() || copyBias != 0f)) {
      throw new IllegalArgumentException("a schema stands alone");
    }
  }

  public OutputGrammar(List<State> states, float copyBias) {
    this(states, copyBias, Optional.empty());
  }

  /// The text of an instance of `schema`.
  public static OutputGrammar json(JsonNode schema) {
    return new OutputGrammar(List.of(), 0f, Optional.of(schema));
  }

  /// @param specials special token name → next state
  /// @param text next state after an ordinary token, -1 = no ordinary token here
  /// @param mayEnd whether end-of-sequence is allowed here
  /// @param rule what a run of ordinary tokens that begins here may say. The run goes on through
  ///   the text states it leads to, under this rule; a special token or the end may come before its
  ///   first token, or once the rule is fulfilled
  public record State(Map<String, Integer> specials, int text, boolean mayEnd, TextRule rule) {
    public State {
      specials = Map.copyOf(specials);
    }

    /// With any text.
    public State(Map<String, Integer> specials, int text, boolean mayEnd) {
      this(specials, text, mayEnd, TextRule.ANY);
    }
  }

  /// What a run of ordinary tokens may say (the copy lock of data-plan.md, 5.2). Texts are given as
  /// plain text with single spaces; the place of work turns them into its own tokens.
  public sealed interface TextRule {
    TextRule ANY = new Any();

    /// Whatever it likes.
    record Any() implements TextRule {}

    /// A run of whole words that stands in one of `sources`, at least one word.
    record Span(List<String> sources) implements TextRule {
      public Span {
        sources = List.copyOf(sources);
      }
    }

    /// One of `choices`, whole.
    record OneOf(List<String> choices) implements TextRule {
      public OneOf {
        choices = List.copyOf(choices);
      }
    }

    /// The words of a text in their order, some left out.
    ///
    /// @param words separated by white space in the text, as they stand there
    /// @param kept indexes of the words that may not be left out
    record Deletion(List<String> words, Set<Integer> kept) implements TextRule {
      public Deletion {
        words = List.copyOf(words);
        kept = Set.copyOf(kept);
      }
    }
  }
}
