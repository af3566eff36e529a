// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.text;

import dev.hob.features.fact.Sentences;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Sentences of a document or a notification that talk to a program instead of the reader: orders
/// to an assistant, forged roles and tool calls, forged consent. They are no news to a person, and
/// a summary that repeats them hands them on to the next program; so summaries leave them out and
/// say so.
///
/// Forms, not topics: an article *about* such orders keeps its sentences. Whether a call is made
/// never depends on this: no content can start an action in any case. Immutable.
public final class MachineTalk {
  private static final String VERB = "(?:ignore|disregard|forget|override|bypass|do not follow)";
  private static final String RULES =
      "(?:instructions?|prompts?|rules|guidelines|directives|system message|(?:the|this) (?:text|document|message))";
  private static final String SHOW = "(?:reply|answer|respond|output|print|say|write|return)";
  private static final String ANSWER =
      "(?:answers?|summar(?:y|ies)|responses?|outputs?|replies|reply)";
  private static final String ASSISTANT =
      "(?:(?:ai|virtual|digital) )?(?:assistant|chatbot|hob|chatgpt|copilot|llm|language model|summari[sz]er)";

  private static final List<Pattern> FORMS =
      List.of(
          // Ignore what you were told.
          form(
              "\\b"
                  + VERB
                  + "\\b[^.!?]{0,40}\\b"
                  + RULES
                  + "\\b(?![^.!?]*\\b(?:attached|enclosed)\\b)"),
          form(
              "\\b(?:ignorier\\w*|vergiss|vergessen|missachte\\w*)\\b[^.!?]{0,50}\\b(?:anweisung\\w*|vorgaben|regeln)\\b"),
          form("\\b(?:ignore[rz]?|oublie[rz]?)\\b[^.!?]{0,50}\\b(?:instructions|consignes)\\b"),
          form("\\b(?:ignora|olvida|omite)\\w*\\b[^.!?]{0,50}\\b(?:instrucciones|indicaciones)\\b"),
          form("\\b(?:new|real|actual|next) (?:tasks?|instructions?|orders?|objective)\\s*:"),
          form(
              "-{2,}\\s*(?:end|begin|start)(?:ning)? of (?:the )?(?:document|input|text|prompt|message|context|data)\\b"),
          // Who speaks.
          form(
              "<\\|[a-z_]+\\|>|\\[/?INST\\]|<</?SYS>>|^#{2,} ?(?:instruction|system|response)s?\\b"),
          form(
              "^\\W{0,3}(?:system|assistant|developer)(?: (?:message|prompt|note|override))?\\s*:"),
          form(
              "\\byou are (?:now )?(?:in|an?|the)\\b[^.!?]{0,30}\\b(?:mode|assistant|ai|language model|jailb\\w+)\\b"),
          // Whom it is said to.
          form(
              "^\\W{0,3}(?:(?:dear|hey|hi|hello|ok|okay|note to(?: the)?|attention)[\\s,]+)?"
                  + ASSISTANT
                  + "\\s*[,:]"),
          form(
              "\\b(?:the|any) (?:ai|"
                  + ASSISTANT
                  + ") (?:must|has to|needs to|should|is required to)\\b"),
          form("\\bas an? (?:ai|language model)[^.!?]{0,20},? you\\b"),
          // What the answer should say.
          form(
              "\\b"
                  + SHOW
                  + "\\b[^.!?]{0,30}\\b(?:only with|with only|exactly the|nothing but|verbatim)\\b"),
          form("\\b" + SHOW + "\\b[^.!?]{0,60}\\band nothing else\\b"),
          form(
              "\\b(?:add|append|insert|include|put|write)\\b.{1,120}\\b(?:to|in|into|at the end of|with) (?:your|every|each|any|all)(?: next)? "
                  + ANSWER
                  + "\\b"),
          form("\\bif your " + ANSWER + " (?:contain|include|say|mention|end|begin)s?\\b"),
          // Consent and calls that nobody gave or made.
          form(
              "\\buser (?:has |had )?(?:already )?(?:confirmed|approved|authori[sz]ed|consented)\\b[^.!?]{0,20}"
                  + "\\b(?:action|payment|request|call|transfer|operation|deletion|purchase)\\b"),
          form("\\bconfirmed\\s*[:=]\\s*(?:true|yes)\\b"),
          form("</?(?:tool_call|function_call|tool|invoke|function|instructions?)[\\s>/]"),
          form("\\b(?:assistant|tools?|functions?)\\.[a-z_]+\\("),
          form("\\b(?:gdbus call|dbus-send|busctl (?:--user )?call)\\b"),
          form("^\\W{0,3}(?:\\[[0-9]{1,2}\\]\\s*){3,}"),
          form("\"(?:action|tool|tool_name|function|function_call)\"\\s*:\\s*[\"{]"));

  /// A line of a conversation; a mark of a role with nothing behind it; a border of a code block.
  private static final Pattern TURN = form("^(?:user|human|assistant|system)\\s*:");

  private static final Pattern MARK_ALONE =
      form("(?:<\\|[a-z_]+\\|>)?\\s*(?:<\\|[a-z_]+\\|>|#{2,}) ?[a-z]*:?");
  private static final String FENCE = "```";

  private MachineTalk() {}

  private static Pattern form(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  /// A sentence of a text.
  ///
  /// @param toProgram whether it talks to a program
  public record Sentence(String text, boolean toProgram) {}

  private record Line(String text, List<Sentence> sentences) {
    static Line of(String text) {
      List<Sentence> sentences = new ArrayList<>();
      boolean toProgram = false;
      for (String sentence : Sentences.split(text)) {
        toProgram |= is(sentence);
        sentences.add(new Sentence(sentence, toProgram));
      }
      return new Line(text.strip(), sentences);
    }

    boolean talks() {
      return sentences.stream().anyMatch(Sentence::toProgram);
    }

    Line whole() {
      return new Line(
          text, sentences.stream().map(each -> new Sentence(each.text(), true)).toList());
    }
  }

  /// The sentences of a visible text, in order. What begins with such a sentence goes on to the end
  /// of its line; a block of code with one, and the lines of a forged conversation beside one, go
  /// with it.
  public static List<Sentence> sentences(String text) {
    List<Line> lines = new ArrayList<>(text.lines().map(Line::of).toList());
    if (lines.stream().anyMatch(Line::talks)) {
      conversations(lines);
      blocks(lines);
    }
    return lines.stream().flatMap(line -> line.sentences().stream()).toList();
  }

  private static void conversations(List<Line> lines) {
    for (int i = 0; i < lines.size(); i++) {
      boolean before = i > 0 && lines.get(i - 1).talks();
      boolean after = i + 1 < lines.size() && lines.get(i + 1).talks();
      boolean turn = TURN.matcher(lines.get(i).text()).find() && (before || after);
      boolean marked = before && MARK_ALONE.matcher(lines.get(i - 1).text()).matches();
      if (turn || marked) {
        lines.set(i, lines.get(i).whole());
      }
    }
  }

  private static void blocks(List<Line> lines) {
    int from = -1;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).text();
      if (!line.contains(FENCE)) {
        continue;
      }
      if (from < 0) {
        from = line.startsWith(FENCE) ? i : i + 1;
      } else {
        if (lines.subList(Math.min(from, i), i).stream().anyMatch(Line::talks)) {
          lines.subList(from, i + 1).replaceAll(Line::whole);
        }
        from = -1;
      }
    }
  }

  private static boolean is(String sentence) {
    return FORMS.stream().anyMatch(form -> form.matcher(sentence).find());
  }

  /// `text` with `[…]` for each run of such sentences; as it is where it has none.
  public static String without(String text) {
    List<Sentence> sentences = sentences(text);
    if (sentences.stream().noneMatch(Sentence::toProgram)) {
      return text;
    }
    StringBuilder kept = new StringBuilder();
    boolean gap = false;
    for (Sentence sentence : sentences) {
      if (!sentence.toProgram() || !gap) {
        kept.append(kept.isEmpty() ? "" : " ")
            .append(sentence.toProgram() ? "[…]" : sentence.text());
      }
      gap = sentence.toProgram();
    }
    return kept.toString();
  }
}
