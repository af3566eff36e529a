// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.prompt;

import dev.hob.features.fact.FactExtractor;
import dev.hob.features.fact.WordLists;
import dev.hob.router.OutputGrammar;
import dev.hob.router.Prompt;
import dev.hob.router.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Builds the native prompt forms (data-plan.md, 3). Immutable; same input, same prompt.
///
/// ```
/// digest     bos summarize opt ␣words=18 in  n 1 app ␣Chat from P1 ␣Anna time ␣09:40 body ␣…  n 2 …  /in out
/// text       bos summarize opt ␣words=40 [user ␣query] in  seg 1 [from P1 ␣Anna says] ␣…  seg 2 …  /in out
/// prioritize bos prioritize in  …as digest…  /in out
/// proofread  bos proofread opt ␣en-US in ␣one sentence /in out
/// tone       bos friendly|professional opt ␣strength=1 in ␣one to three sentences /in out
/// concise    bos concise opt ␣strength=1 in ␣one sentence, no entity marks /in out
/// act        bos act  action 1 ␣start timer: start a countdown par 1 ␣minutes type ␣number req  par 2 ␣label …
///            in  user ␣earlier words  says ␣the answer to them  from ␣Anna says ␣content  user ␣the words now  /in out
/// ```
///
/// A time of arrival is plain text: it would use up the marks of the times that matter. An act
/// prompt has no entity marks at all: its answers point at words.
public final class NativePrompts {
  /// Index marks that the tokenizer has: more items are split by the feature.
  public static final int MAX_ITEMS = 32;

  public static final String SUMMARIZE = "summarize";
  public static final String PRIORITIZE = "prioritize";
  public static final String PROOFREAD = "proofread";
  public static final String FRIENDLY = "friendly";
  public static final String PROFESSIONAL = "professional";
  public static final String CONCISE = "concise";
  public static final String ACT = "act";

  public static final int MAX_STRENGTH = 3;

  /// Actions of an act prompt; a catalogue is cut to them first.
  public static final int MAX_ACTIONS = 8;

  private final EntityFinder entities;
  private final EntityFinder protectedSpans;
  private final ConciseWords conciseWords;

  /// @param entities what digests and summaries show as marks
  /// @param protectedSpans what a proofreader must not touch
  /// @param facts what a sentence that is made shorter must keep, beside the protected spans
  public NativePrompts(EntityFinder entities, EntityFinder protectedSpans, FactExtractor facts) {
    this.entities = entities;
    this.protectedSpans = protectedSpans;
    this.conciseWords = new ConciseWords(facts, protectedSpans);
  }

  /// With the entities of [PatternEntities] over the word lists of this module: what training and
  /// serving use.
  public static NativePrompts standard() {
    return standard(new FactExtractor(WordLists.embedded()));
  }

  /// The same over facts that are there already.
  public static NativePrompts standard(FactExtractor facts) {
    Set<String> common = facts.lists().commonWords();
    return new NativePrompts(
        PatternEntities.all(common::contains),
        PatternEntities.protectedSpans(common::contains),
        facts);
  }

  /// @param items 1 to [#MAX_ITEMS]
  public NativePrompt digest(List<PromptNotification> items, int words) {
    Form form = new Form(SUMMARIZE, entities);
    form.special("opt").constantUpToHere().trusted("words=" + words).special("in");
    notifications(form, items);
    form.special("/in").special("out");
    return form.build(items.size(), AnswerGrammar.clauses(items.size(), form.marks()));
  }

  /// @param query what the reader wants to know; empty = the whole
  /// @param sentences 1 to [#MAX_ITEMS]
  public NativePrompt text(List<PromptSentence> sentences, String query, int words) {
    requireItems(sentences.size());
    Form form = new Form(SUMMARIZE, entities);
    form.special("opt").constantUpToHere().trusted("words=" + words);
    form.field("user", query).special("in");
    for (int i = 0; i < sentences.size(); i++) {
      form.special("seg").special(Integer.toString(i + 1));
      PromptSentence sentence = sentences.get(i);
      if (sentence.speaker().isBlank()) {
        form.content(sentence.text());
      } else {
        form.sender(sentence.speaker()).field("says", sentence.text());
      }
    }
    form.special("/in").special("out");
    return form.build(sentences.size(), AnswerGrammar.clauses(sentences.size(), form.marks()));
  }

  /// @param items 1 to [#MAX_ITEMS]
  public NativePrompt prioritize(List<PromptNotification> items) {
    Form form = new Form(PRIORITIZE, entities);
    form.special("in").constantUpToHere();
    notifications(form, items);
    form.special("/in").special("out");
    return form.build(items.size(), AnswerGrammar.priorities(items.size()));
  }

  /// @param language a language tag, e.g. `en-US`
  public NativePrompt proofread(String sentence, String language) {
    Form form = new Form(PROOFREAD, protectedSpans);
    form.special("opt").trusted(language).special("in").constantUpToHere().content(sentence);
    form.special("/in").special("out");
    return form.build(0, AnswerGrammar.proofread(form.marks()));
  }

  /// One sentence or a few in another tone. `concise` takes one sentence and answers with words of
  /// it in their order ([ConciseSentence]); the others answer with ordinary text and entity marks.
  ///
  /// @param style [#FRIENDLY], [#PROFESSIONAL] or [#CONCISE]
  /// @param strength 1 to [#MAX_STRENGTH]
  public NativePrompt tone(String style, int strength, String text) {
    if (strength < 1 || strength > MAX_STRENGTH) {
      throw new IllegalArgumentException("strength " + strength + ", not 1 to " + MAX_STRENGTH);
    }
    Form form = new Form(style, protectedSpans);
    form.special("opt").trusted("strength=" + strength).special("in").constantUpToHere();
    return switch (style) {
      case FRIENDLY, PROFESSIONAL -> {
        form.content(text).special("/in").special("out");
        yield form.build(0, AnswerGrammar.tone(form.marks()));
      }
      case CONCISE -> {
        form.plain(text).special("/in").special("out");
        yield form.build(0, AnswerGrammar.concise(concise(text)));
      }
      default -> throw new IllegalArgumentException("no such style: " + style);
    };
  }

  /// The words of a sentence that a concise answer is made of, and those it must keep.
  public ConciseSentence concise(String sentence) {
    return conciseWords.of(sentence);
  }

  /// @param actions 1 to [#MAX_ACTIONS], best first; a parameter with choices shows them all
  /// @param context what was said and shown before, oldest first
  /// @param utterance the person's words now
  public NativePrompt act(List<PromptAction> actions, List<PromptTurn> context, String utterance) {
    if (actions.isEmpty() || actions.size() > MAX_ACTIONS) {
      throw new IllegalArgumentException(actions.size() + " actions, not 1 to " + MAX_ACTIONS);
    }
    Form form = new Form(ACT, entities);
    form.constantUpToHere();
    for (int i = 0; i < actions.size(); i++) {
      action(form, i, actions.get(i));
    }
    form.special("in");
    List<String> sources = new ArrayList<>();
    for (PromptTurn turn : context) {
      form.turn(turn);
      sources.add(Spacing.collapse(turn.text()));
    }
    form.plainField("user", utterance).special("/in").special("out");
    sources.add(Spacing.collapse(utterance));
    return form.build(actions.size(), ActGrammar.of(actions, sources));
  }

  private static void action(Form form, int index, PromptAction action) {
    form.special("action").special(Integer.toString(index + 1));
    form.plain(described(action.name(), action.description()));
    for (int i = 0; i < action.parameters().size(); i++) {
      PromptParameter parameter = action.parameters().get(i);
      form.special("par").special(Integer.toString(i + 1));
      form.plain(described(parameter.name(), parameter.description()));
      if (parameter.choices().isEmpty()) {
        form.plainField("type", parameter.type());
      }
      parameter.choices().forEach(choice -> form.plainField("enum", choice));
      if (parameter.required()) {
        form.special("req");
      }
    }
  }

  private static String described(String name, String description) {
    return description.isBlank() ? name : name + ": " + description;
  }

  private static void notifications(Form form, List<PromptNotification> items) {
    requireItems(items.size());
    for (int i = 0; i < items.size(); i++) {
      PromptNotification item = items.get(i);
      form.special("n").special(Integer.toString(i + 1));
      form.plainField("app", item.app());
      form.sender(item.from()).field("title", item.title());
      form.plainField("time", item.time());
      form.field("body", item.body());
    }
  }

  private static void requireItems(int items) {
    if (items < 1 || items > MAX_ITEMS) {
      throw new IllegalArgumentException(items + " items, a prompt holds 1 to " + MAX_ITEMS);
    }
  }

  /// A prompt under construction.
  private static final class Form {
    private final String role;
    private final Marker marker;
    private final List<Segment> segments = new ArrayList<>();
    private int constant;

    Form(String role, EntityFinder finder) {
      this.role = role;
      this.marker = new Marker(finder);
      special("bos").special(role);
    }

    Form special(String name) {
      segments.add(new Segment.Special(name));
      return this;
    }

    Form trusted(String text) {
      segments.add(new Segment.Trusted(" " + text));
      return this;
    }

    Form content(String text) {
      segments.addAll(marker.mark(text));
      return this;
    }

    Form field(String name, String value) {
      return value.isBlank() ? this : special(name).content(value);
    }

    Form sender(String value) {
      if (!value.isBlank()) {
        special("from");
        segments.addAll(marker.mark(value, PatternEntities::sender));
      }
      return this;
    }

    Form plainField(String name, String value) {
      return value.isBlank() ? this : special(name).plain(value);
    }

    /// Text without entity marks.
    Form plain(String text) {
      segments.add(new Segment.Content(" " + Spacing.collapse(text)));
      return this;
    }

    Form turn(PromptTurn turn) {
      return switch (turn.who()) {
        case PromptTurn.USER -> plainField("user", turn.text());
        case PromptTurn.ASSISTANT -> plainField("says", turn.text());
        default -> plainField("from", turn.who()).plainField("says", turn.text());
      };
    }

    Form constantUpToHere() {
      constant = segments.size();
      return this;
    }

    Marks marks() {
      return marker.marks();
    }

    NativePrompt build(int items, OutputGrammar grammar) {
      return new NativePrompt(role, new Prompt(segments, constant), marks(), items, grammar);
    }
  }
}
