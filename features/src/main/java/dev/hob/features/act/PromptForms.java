// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.features.act.rank.Candidate;
import dev.hob.features.act.schema.Parameter;
import dev.hob.features.act.schema.ParameterSchema;
import dev.hob.features.act.schema.ValueType;
import dev.hob.features.act.schema.ValueType.Flag;
import dev.hob.features.act.schema.ValueType.Items;
import dev.hob.features.act.schema.ValueType.Moment;
import dev.hob.features.act.schema.ValueType.Numeric;
import dev.hob.features.act.schema.ValueType.OneOf;
import dev.hob.features.act.schema.ValueType.Structure;
import dev.hob.features.act.schema.ValueType.Text;
import dev.hob.features.prompt.PromptAction;
import dev.hob.features.prompt.PromptParameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// How an action is shown to the model: names as words, types as people call them. Pure.
public final class PromptForms {
  /// Longer lists are not shown: the model points at words, and code finds the listed one.
  private static final int MOST_CHOICES = 12;

  private static final int LONGEST_DESCRIPTION = 120;

  /// Of a catalogue as shown: training rows have at most 130 words of it, here it may be half as
  /// much again.
  private static final int MOST_CHARACTERS = 1_200;

  private static final List<String> YES_NO = List.of("yes", "no");
  private static final Pattern HUMP =
      Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");
  private static final Pattern JOINT = Pattern.compile("[\\s_.:/\\-]+");

  private PromptForms() {}

  /// @param name of the action
  public static PromptAction action(String name, String description, ParameterSchema schema) {
    String words = words(name);
    return new PromptAction(
        words.isEmpty() ? name : words,
        brief(description),
        schema.parameters().stream().map(PromptForms::parameter).toList());
  }

  /// As many of `candidates` as a small model reads well, in their order, the first one always:
  /// descriptions of parameters go first, then the last actions.
  public static List<PromptAction> fitting(List<Candidate> candidates) {
    List<PromptAction> full =
        candidates.stream()
            .map(candidate ->
                action(
                    candidate.action().name(),
                    candidate.action().description(),
                    candidate.schema()))
            .toList();
    if (size(full) <= MOST_CHARACTERS) {
      return full;
    }
    List<PromptAction> bare = new ArrayList<>(full.stream().map(PromptForms::bare).toList());
    while (bare.size() > 1 && size(bare) > MOST_CHARACTERS) {
      bare.removeLast();
    }
    return bare;
  }

  private static PromptAction bare(PromptAction action) {
    return new PromptAction(
        action.name(),
        action.description(),
        action.parameters().stream()
            .map(parameter ->
                new PromptParameter(
                    parameter.name(),
                    "",
                    parameter.type(),
                    parameter.choices(),
                    parameter.required()))
            .toList());
  }

  private static int size(List<PromptAction> actions) {
    int size = 0;
    for (PromptAction action : actions) {
      size += action.name().length() + action.description().length();
      for (PromptParameter parameter : action.parameters()) {
        size += parameter.name().length() + parameter.description().length() + 8;
        size += parameter.choices().stream().mapToInt(choice -> choice.length() + 2).sum();
      }
    }
    return size;
  }

  /// `start_timer`, `StartTimer` and `start.timer` → `start timer`.
  public static String words(String name) {
    String apart = HUMP.matcher(name).replaceAll(" ");
    return JOINT.matcher(apart).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
  }

  /// What a choice is called.
  public static String words(JsonNode member) {
    return member.isBoolean()
        ? YES_NO.get(member.booleanValue() ? 0 : 1)
        : member.isTextual() ? spaced(member.textValue()) : member.asText();
  }

  private static PromptParameter parameter(Parameter parameter) {
    return new PromptParameter(
        words(parameter.name()),
        brief(parameter.description()),
        type(parameter.type()),
        choices(parameter.type()),
        parameter.mustBeSaid());
  }

  /// The only answers to a parameter that are shown; empty where words are pointed at.
  public static List<String> choices(ValueType type) {
    return switch (type) {
      case Flag() -> YES_NO;
      case OneOf(List<JsonNode> members) when members.size() <= MOST_CHOICES ->
          members.stream().map(PromptForms::words).distinct().toList();
      case OneOf _, Text _, Moment _, Numeric _, Items _, Structure _ -> List.of();
    };
  }

  private static String type(ValueType type) {
    return switch (type) {
      case Text _, OneOf _ -> "text";
      case Moment(ValueType.Form form) -> form.word().replace('-', ' ');
      case Numeric(boolean whole, ValueType.Limits _) -> whole ? "whole number" : "number";
      case Flag() -> "yes or no";
      case Items _ -> "list";
      case Structure _ -> "object";
    };
  }

  private static String spaced(String member) {
    String words = member.replace('_', ' ').strip();
    return words.isEmpty() ? "empty" : words;
  }

  /// The first sentence, cut at a word if it is still long.
  private static String brief(String description) {
    String text = description.strip();
    int stop = text.indexOf(". ");
    String first = stop > 0 ? text.substring(0, stop) : text;
    if (first.length() > LONGEST_DESCRIPTION) {
      int space = first.lastIndexOf(' ', LONGEST_DESCRIPTION);
      first = first.substring(0, space > 0 ? space : LONGEST_DESCRIPTION);
    }
    return first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
  }
}
