// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.chat;

import dev.hob.engine.chat.Rendering.Piece;
import dev.hob.engine.tokenizer.Tokenizer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;

/// The chat template of one base. Immutable, thread-safe.
///
/// A template that refuses a system message, or loses it, gets it in front of the first user
/// message; one that wants roles to alternate gets neighbours of one role as one message. Thinking
/// aloud is switched off where the template has the switch, and ended before it begins where the
/// template starts it.
public final class ChatTemplate {
  private static final String USER = "user";
  private static final String ASSISTANT = "assistant";
  private static final String SYSTEM = "system";
  private static final String BETWEEN = "\n\n";
  private static final String THINK = "<think>";
  private static final String THOUGHT = "</think>";

  private final Rendering rendering;
  private final Tokenizer tokenizer;
  private final Set<Integer> turnEnds;

  /// @param role `system`, `user` or `assistant`
  public record Turn(String role, String content) {}

  private ChatTemplate(Rendering rendering, Tokenizer tokenizer) {
    this.rendering = rendering;
    this.tokenizer = tokenizer;
    this.turnEnds = ends();
  }

  /// Reads a template and tries it.
  ///
  /// @param jinja as the model's files carry it
  /// @param tokenizer of the base
  /// @param clock for templates that tell the date
  /// @throws UnusableTemplateException it cannot be run, or not even with one message
  public static ChatTemplate of(String jinja, Tokenizer tokenizer, InstantSource clock) {
    Rendering rendering = Rendering.of(jinja, tokenizer, clock);
    ChatTemplate template = new ChatTemplate(rendering, tokenizer);
    template.pieces(List.of(new Turn(USER, "x")));
    return template;
  }

  /// Ids that end a message of the assistant, beside the base's own ends.
  public Set<Integer> turnEnds() {
    return turnEnds;
  }

  /// The prompt for the assistant's next message.
  ///
  /// @param constant how many leading turns are the same for many prompts
  /// @throws UnusableTemplateException it cannot be run with these turns
  public ChatPrompt prompt(List<Turn> turns, int constant) {
    Spoken spoken = spoken(turns);
    int lead = constant - (turns.size() - spoken.turns().size());
    boolean merged = spoken.turns().size() < turns.size() - 1;
    return encoded(spoken, merged ? 0 : Math.max(0, lead));
  }

  /// @param turns as the template accepted them
  private record Spoken(List<Turn> turns, List<Piece> pieces) {}

  private List<Piece> pieces(List<Turn> turns) {
    return spoken(turns).pieces();
  }

  private Spoken spoken(List<Turn> turns) {
    String why = "";
    List<UnaryOperator<List<Turn>>> ways =
        List.of(as -> as, ChatTemplate::folded, as -> merged(folded(as)));
    List<Turn> tried = List.of();
    for (UnaryOperator<List<Turn>> way : ways) {
      List<Turn> given = way.apply(turns);
      if (given.equals(tried)) {
        continue;
      }
      tried = given;
      try {
        return new Spoken(given, rendering.pieces(given, true));
      } catch (RaisedException e) {
        why = why.isEmpty() ? String.valueOf(e.getMessage()) : why;
      }
    }
    throw new UnusableTemplateException("it refuses the messages: " + why);
  }

  /// The system message in front of the first user message.
  private static List<Turn> folded(List<Turn> turns) {
    if (turns.isEmpty() || !turns.getFirst().role().equals(SYSTEM)) {
      return turns;
    }
    List<Turn> out = new ArrayList<>(turns.subList(1, turns.size()));
    String system = turns.getFirst().content();
    if (out.isEmpty() || !out.getFirst().role().equals(USER)) {
      out.addFirst(new Turn(USER, system));
    } else {
      out.set(
          0, new Turn(USER, system.strip() + BETWEEN + out.getFirst().content().stripLeading()));
    }
    return out;
  }

  private static List<Turn> merged(List<Turn> turns) {
    List<Turn> out = new ArrayList<>();
    for (Turn turn : turns) {
      if (!out.isEmpty() && out.getLast().role().equals(turn.role())) {
        Turn before = out.removeLast();
        out.add(new Turn(turn.role(), before.content() + BETWEEN + turn.content()));
      } else {
        out.add(turn);
      }
    }
    return out;
  }

  private ChatPrompt encoded(Spoken spoken, int constant) {
    Ids ids = new Ids(tokenizer);
    List<Piece> pieces = closed(spoken.pieces());
    int prefix = 0;
    for (Piece piece : pieces) {
      switch (piece) {
        case Piece.Markup(String text) -> ids.markup(text);
        case Piece.Content content -> {
          if (content.turn() == constant && prefix == 0) {
            prefix = constant == 0 ? 0 : ids.size();
          }
          ids.content(content.of(spoken.turns().get(content.turn()).content()));
        }
      }
    }
    return new ChatPrompt(ids.toArray(), prefix);
  }

  /// A template that has the model think aloud first: the thought ends where it begins.
  private static List<Piece> closed(List<Piece> pieces) {
    if (pieces.getLast() instanceof Piece.Markup(String text)
        && text.lastIndexOf(THINK) > text.lastIndexOf(THOUGHT)) {
      List<Piece> out = new ArrayList<>(pieces);
      out.set(out.size() - 1, new Piece.Markup(text.stripTrailing() + BETWEEN + THOUGHT + BETWEEN));
      return out;
    }
    return pieces;
  }

  /// The first control token behind an assistant's message.
  private Set<Integer> ends() {
    try {
      List<Piece> pieces =
          rendering.pieces(List.of(new Turn(USER, "x"), new Turn(ASSISTANT, "x")), false);
      if (pieces.getLast() instanceof Piece.Markup(String after)) {
        for (int id : tokenizer.encodeMarkup(after)) {
          if (tokenizer.specialName(id).isPresent()) {
            return Set.of(id);
          }
        }
      }
      return Set.of();
    } catch (RaisedException e) {
      return Set.of(); // it takes no assistant's message; the base's own ends remain
    }
  }

  /// Ids as they come together.
  private static final class Ids {
    private final Tokenizer tokenizer;
    private final List<Integer> ids = new ArrayList<>();
    private String space = "";
    private boolean started;

    Ids(Tokenizer tokenizer) {
      this.tokenizer = tokenizer;
    }

    /// A single space at the end belongs to the word that follows, as models were taught.
    void markup(String text) {
      boolean single = text.endsWith(" ") && !text.endsWith("  ");
      String now = space + (single ? text.substring(0, text.length() - 1) : text);
      space = single ? " " : "";
      if (!now.isEmpty()) {
        add(started ? tokenizer.encodeMarkup(now) : start(now));
      }
    }

    void content(String text) {
      if (!started) {
        add(start(""));
      }
      add(tokenizer.encode(space + text));
      space = "";
    }

    /// With the beginning of a text once, whether the template spells it or not.
    private int[] start(String text) {
      int[] first = tokenizer.encodeStart(text);
      OptionalInt begin = tokenizer.beginOfSequence();
      if (begin.isPresent() && (first.length == 0 || first[0] != begin.getAsInt())) {
        ids.add(begin.getAsInt());
      }
      return first;
    }

    private void add(int[] more) {
      started = true;
      for (int id : more) {
        ids.add(id);
      }
    }

    int size() {
      return ids.size();
    }

    int[] toArray() {
      if (!space.isEmpty()) {
        add(tokenizer.encode(space));
        space = "";
      }
      return ids.stream().mapToInt(Integer::intValue).toArray();
    }
  }
}
