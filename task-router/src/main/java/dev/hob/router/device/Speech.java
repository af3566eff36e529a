// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.device;

import dev.hob.engine.chat.ChatPrompt;
import dev.hob.engine.chat.ChatTemplate;
import dev.hob.engine.chat.UnusableTemplateException;
import dev.hob.engine.constrain.TokenConstraint;
import dev.hob.engine.constrain.schema.UnsupportedSchemaException;
import dev.hob.router.Chat;
import dev.hob.router.OutputGrammar;
import dev.hob.router.Plan;
import dev.hob.router.Prompt;
import dev.hob.router.PromptForm;
import dev.hob.router.Refusal;
import dev.hob.router.RefusedException;
import java.util.List;

/// A plan as one base is told it.
///
/// @param ids of the prompt
/// @param constantPrefix how many leading ids are the same for every call of the feature
/// @param isChat whether the answer is a message, in which a special token says nothing
record Speech(
    int[] ids, int constantPrefix, TokenConstraint constraint, Vocabulary words, boolean isChat) {

  /// In the form that the base speaks. A plan without messages is continued as it stands by a base
  /// that has no native form.
  ///
  /// @throws RefusedException it cannot be said to this base
  static Speech of(Plan plan, KnownBase base) {
    boolean nativeForm = base.form().filter(PromptForm.NATIVE::equals).isPresent();
    if (nativeForm || plan.chat().messages().isEmpty()) {
      return prompt(plan, base);
    }
    if (base.form().isEmpty()) {
      throw Traits.noBase(
          plan.role(), name(base) + " has no chat template: it only continues text");
    }
    try {
      return chat(plan, base);
    } catch (UnusableTemplateException e) {
      throw Traits.noBase(
          plan.role(), "the chat template of " + name(base) + " cannot be used: " + e.getMessage());
    }
  }

  private static String name(KnownBase base) {
    return "base " + base.manifest().name() + " " + base.manifest().version();
  }

  private static Speech prompt(Plan plan, KnownBase base) {
    PromptTokens tokens = tokens(plan.role(), plan.prompt(), base);
    fit(tokens.size(), plan, base);
    int[] copied = plan.grammar().copyBias() == 0f ? new int[0] : tokens.content();
    return new Speech(
        tokens.ids(),
        tokens.constantPrefix(),
        constraint(plan.role(), plan.grammar(), base, base.vocabulary(), copied),
        base.vocabulary(),
        false);
  }

  /// With as many examples as fit.
  private static Speech chat(Plan plan, KnownBase base) {
    Chat chat = plan.chat();
    ChatPrompt prompt = rendered(chat, base);
    while (prompt.ids().length + plan.maxTokens() > base.manifest().contextLength()) {
      Chat fewer = chat.withoutLastExample();
      if (fewer.equals(chat)) {
        break;
      }
      chat = fewer;
      prompt = rendered(chat, base);
    }
    fit(prompt.ids().length, plan, base);
    return new Speech(
        prompt.ids(),
        prompt.constantPrefix(),
        constraint(plan.role(), chat.grammar(), base, base.chatVocabulary(), new int[0]),
        base.chatVocabulary(),
        true);
  }

  private static ChatPrompt rendered(Chat chat, KnownBase base) {
    List<ChatTemplate.Turn> turns =
        chat.messages().stream()
            .map(message -> new ChatTemplate.Turn(message.role(), message.content()))
            .toList();
    return base.template().prompt(turns, chat.constant());
  }

  private static void fit(int tokens, Plan plan, KnownBase base) {
    int context = base.manifest().contextLength();
    if (tokens + plan.maxTokens() > context) {
      throw new RefusedException(
          new Refusal.TooLarge((long) tokens + plan.maxTokens(), context, "tokens"));
    }
  }

  private static TokenConstraint constraint(
      String role, OutputGrammar grammar, KnownBase base, Vocabulary words, int[] copied) {
    try {
      if (grammar.schema().isPresent()) {
        return base.schemas().constraint(grammar.schema().get());
      }
      return new GrammarConstraint(grammar, base.tokenizer(), words, new CopyIndex(copied));
    } catch (UnsupportedSchemaException e) {
      throw new RefusedException(new Refusal.UnsupportedSchema(e.pointer(), e.why()));
    } catch (IllegalArgumentException e) {
      throw notSpoken(role, e);
    }
  }

  /// @throws RefusedException the base does not know the form
  static PromptTokens tokens(String role, Prompt prompt, KnownBase base) {
    try {
      return PromptTokens.of(prompt, base.tokenizer());
    } catch (IllegalArgumentException e) {
      throw notSpoken(role, e);
    }
  }

  /// The base's vocabulary lacks a token of the form: it was not made for this feature.
  private static RefusedException notSpoken(String role, IllegalArgumentException cause) {
    return new RefusedException(
        new Refusal.Unavailable(role, "the base does not know this form: " + cause.getMessage()));
  }

  int[] stops() {
    return words.ends().stream().toArray();
  }
}
