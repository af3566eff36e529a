// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.match;

import dev.hob.features.act.words.Lexicon;
import dev.hob.features.act.words.Stem;
import dev.hob.features.act.words.Token;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One thing that a person said, taken apart. Immutable.
///
/// @param head index of the first token that is no politeness
/// @param verbAt index of the main verb's token, -1 where none is known
/// @param verbEnd index after the verb's last token that follows it directly
/// @param verbs classes of the main verb
/// @param undone whether the verb takes back, as in `unpin`
/// @param quoted for each token whether it stands in quotes or after the colon of `note: …`
/// @param rest index of the first token after such a colon, or after `that` and `saying`; -1 = none
record Utterance(
    String text,
    List<Token> tokens,
    int head,
    int verbAt,
    int verbEnd,
    Set<String> verbs,
    boolean undone,
    Set<Integer> quoted,
    int rest,
    Mood mood) {
  private static final Pattern POLITE =
      Pattern.compile(
          "(?i)^\\W*(?:(?:hey|hi|hello|ok|okay|yes|no|sure|well|so|and|then|also|now|great|thanks|thank you|please|actually|alright"
              + "|assistant|computer)\\b[,.!]* *)*"
              + "(?:(?:can|could|would|will) you(?: please)?(?: help me(?: to)?)?"
              + "|would you mind|(?:can|could|may|shall) (?:i|we)(?: please)?"
              + "|i(?:'d| would)(?: really)? like(?: you)?(?: to)?|i(?: really| also)? ?(?:want|need|have)(?: you)?(?: to)?|i wanna|i'm (?:trying|looking) to"
              + "|i(?:'m| am) looking for|we (?:want|need)(?: to)?|help me(?: to)?|let's|let us|let me|how about|what about"
              + "|please|kindly|go ahead and|you (?:can|should|must)|i(?:'ll| will)|make sure(?: to)?|remember to|try to)\\b,? *(?:please\\b *)?");
  private static final Pattern ASKS =
      Pattern.compile(
          "(?i)^(?:what(?:'s|s)?|where(?:'s)?|who(?:'s|m|se)?|which|why|when(?:'s)?|how(?:'s)?|is|are|was|were|am|do|does|did|has|have"
              + "|isn't|aren't|don't you|doesn't|will|would|should|can|could)\\b");
  private static final Pattern REFUSES =
      Pattern.compile("(?i)^(?:please )?(?:do not|don't|dont|never|no need to|stop asking)\\b");
  private static final Pattern CHATS =
      Pattern.compile(
          "(?i)^\\W*(?:hi|hello|hey|good (?:morning|evening|night|day)|thanks?(?: you)?(?: (?:so|very) much)?|thank you.*|bye|goodbye"
              + "|how are you.*|who are you|what'?s up|nice|cool|great|ok|okay|lol|haha|i love you|sorry)\\W*$");
  private static final Pattern QUOTED =
      Pattern.compile(
          "\"[^\"]{1,2000}\"|“[^”]{1,2000}”|«[^»]{1,2000}»|(?<![\\p{L}\\p{N}])['‘](?=\\S)[^'’]{1,300}['’](?![\\p{L}\\p{N}])");
  private static final Set<String> SAYING = Set.of("saying", "says", "that");
  private static final Set<String> TELLING = Set.of("speak", "send", "create", "add", "remind");

  /// Long ones are read only so far; a value that goes on to the end is whole all the same.
  private static final int MOST_TOKENS = 300;

  private static final int LONGEST_PHRASE = 3;

  static Utterance of(String text, Lexicon lexicon) {
    String plain = text.replace('’', '\'');
    List<Token> all = Token.of(text);
    List<Token> tokens = all.size() > MOST_TOKENS ? all.subList(0, MOST_TOKENS) : all;
    Set<Integer> quoted = new HashSet<>();
    Matcher matcher = QUOTED.matcher(text);
    while (matcher.find()) {
      mark(tokens, matcher.start(), matcher.end(), quoted);
    }
    Matcher polite = POLITE.matcher(plain);
    boolean asked = polite.find() && !polite.group().isBlank();
    int after = asked ? polite.end() : 0;
    int head = indexAt(tokens, after);
    if (head >= tokens.size()) {
      head = 0;
    }
    int rest = colon(tokens, quoted);
    for (int i = Math.max(rest, 0); rest >= 0 && i < tokens.size(); i++) {
      quoted.add(i);
    }
    Verb verb = verb(tokens, head, quoted, lexicon);
    if (rest < 0 && verb.classes().stream().anyMatch(TELLING::contains)) {
      rest = saying(tokens, verb, quoted);
    }
    return new Utterance(
        text,
        tokens,
        head,
        verb.at(),
        verb.end(),
        verb.classes(),
        verb.undone(),
        Set.copyOf(quoted),
        rest,
        mood(plain, tokens, head, asked));
  }

  private static Mood mood(String plain, List<Token> tokens, int head, boolean asked) {
    String stripped = plain.strip();
    if (REFUSES.matcher(stripped).find() || CHATS.matcher(stripped).matches() || tokens.isEmpty()) {
      return Mood.NOTHING;
    }
    String content = plain.substring(tokens.get(head).start());
    if (ASKS.matcher(content).find()) {
      return Mood.QUESTION;
    }
    return stripped.endsWith("?") && !asked ? Mood.QUESTION : Mood.REQUEST;
  }

  private record Verb(int at, int end, Set<String> classes, boolean undone) {}

  /// The verb in front; `where did I write …` and other questions ask by their first word.
  private static Verb verb(List<Token> tokens, int head, Set<Integer> quoted, Lexicon lexicon) {
    int at = head;
    while (at < tokens.size() && !tokens.get(at).isWord()) {
      at++;
    }
    if (at >= tokens.size() || quoted.contains(at)) {
      return new Verb(-1, -1, Set.of(), false);
    }
    Set<String> undone = undone(tokens.get(at).lower(), lexicon);
    if (!undone.isEmpty()) {
      return new Verb(at, at + 1, undone, true);
    }
    for (int length = LONGEST_PHRASE; length > 0; length--) {
      Set<String> classes = lexicon.verbClasses(phrase(tokens, at, length));
      if (!classes.isEmpty()) {
        Set<String> all = new HashSet<>(classes);
        particle(tokens, at, lexicon)
            .ifPresent(more -> {
              all.clear();
              all.addAll(more);
            });
        return new Verb(at, at + length, Set.copyOf(all), false);
      }
    }
    return new Verb(-1, -1, Set.of(), false);
  }

  /// What `unpin` takes back, beside what it is itself; empty for other words.
  private static Set<String> undone(String word, Lexicon lexicon) {
    if (!word.startsWith("un") || word.length() < 5) {
      return Set.of();
    }
    Set<String> out = new HashSet<>(lexicon.verbClasses(Stem.of(word.substring(2))));
    if (!out.isEmpty()) {
      out.addAll(lexicon.verbClasses(Stem.of(word)));
    }
    return out;
  }

  /// `turn the lamp off`, `switch it on`: the particle decides.
  private static Optional<Set<String>> particle(List<Token> tokens, int at, Lexicon lexicon) {
    for (int i = at + 2; i < tokens.size() && i < at + 7; i++) {
      String word = tokens.get(i).lower();
      boolean last = i + 1 == tokens.size() || !tokens.get(i + 1).isWord();
      if ((word.equals("off") || word.equals("on") || word.equals("up") || word.equals("down"))
          && last) {
        Set<String> classes = lexicon.verbClasses(tokens.get(at).stem() + " " + word);
        if (!classes.isEmpty()) {
          return Optional.of(classes);
        }
      }
    }
    return Optional.empty();
  }

  private static String phrase(List<Token> tokens, int at, int length) {
    List<String> stems = new ArrayList<>();
    for (int i = at; i < at + length && i < tokens.size(); i++) {
      stems.add(tokens.get(i).stem());
    }
    return stems.size() == length ? String.join(" ", stems) : "";
  }

  /// After the colon of `note: …`, not that of `at 6:15` or of a list's end.
  private static int colon(List<Token> tokens, Set<Integer> quoted) {
    for (int i = 1; i + 1 < tokens.size() && i < 12; i++) {
      if (tokens.get(i).text().equals(":") && !quoted.contains(i)) {
        return i + 1;
      }
    }
    return -1;
  }

  private static int saying(List<Token> tokens, Verb verb, Set<Integer> quoted) {
    for (int i = verb.end(); verb.at() >= 0 && i + 1 < tokens.size() && i < verb.end() + 8; i++) {
      if (!quoted.contains(i) && SAYING.contains(tokens.get(i).lower())) {
        return i + 1;
      }
    }
    return -1;
  }

  private static void mark(List<Token> tokens, int start, int end, Set<Integer> out) {
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.get(i).start() >= start && tokens.get(i).end() <= end) {
        out.add(i);
      }
    }
  }

  private static int indexAt(List<Token> tokens, int offset) {
    int i = 0;
    while (i < tokens.size() && tokens.get(i).start() < offset) {
      i++;
    }
    return i;
  }

  boolean isQuoted(int token) {
    return quoted.contains(token);
  }

  /// The text of tokens `from` to `to`, `to` not included; to the end where `to` is the last.
  String between(int from, int to) {
    if (from >= to) {
      return "";
    }
    int end = to == tokens.size() ? text.length() : tokens.get(to - 1).end();
    return text.substring(tokens.get(from).start(), end);
  }
}
