// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.constrain.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The `pattern` of a string: the part of ECMA-262's regular expressions that is regular. Without
/// `^` or `$` the pattern may stand anywhere in the string, as JSON Schema says. Look-around, back
/// references and word boundaries are refused by name.
final class PatternReader {
  private static final int MOST_REPEATS = 1000;
  private static final CodePoints DIGITS = CodePoints.range('0', '9');
  private static final CodePoints WORD =
      DIGITS.or(CodePoints.range('a', 'z')).or(CodePoints.range('A', 'Z')).or(CodePoints.of('_'));
  private static final CodePoints SPACE =
      CodePoints.range('\t', '\r').or(CodePoints.of(' ')).or(CodePoints.of(0xA0));
  private static final CodePoints NEWLINES =
      CodePoints.of('\n').or(CodePoints.of('\r')).or(CodePoints.range(0x2028, 0x2029));

  private final Arena arena;
  private final JsonText json;
  private final String pointer;
  private final int[] pattern;
  private int at;

  private PatternReader(Arena arena, JsonText json, String pattern, String pointer) {
    this.arena = arena;
    this.json = json;
    this.pointer = pointer;
    this.pattern = pattern.codePoints().toArray();
  }

  /// The characters of a string that match `pattern`, without quotes.
  static Node read(Arena arena, JsonText json, String pattern, String pointer) {
    PatternReader reader = new PatternReader(arena, json, pattern, pointer);
    Node out = reader.branches(true);
    if (reader.at < reader.pattern.length) {
      throw reader.refuse("a ) without its (");
    }
    return out;
  }

  /// Alternatives up to `)` or the end.
  private Node branches(boolean outermost) {
    List<Node> choices = new ArrayList<>();
    do {
      choices.add(branch(outermost));
    } while (take('|'));
    return arena.either(choices);
  }

  private Node branch(boolean outermost) {
    Node anything = arena.repeat(json.plain(CodePoints.ALL), 0, Arena.ENDLESS);
    boolean fromStart = outermost && take('^');
    Node out = fromStart || !outermost ? arena.empty() : anything;
    while (at < pattern.length && !sees('|') && !sees(')')) {
      if (outermost && sees('$') && endsBranch(at + 1)) {
        at++;
        return out;
      }
      out = arena.then(out, repeated(atom()));
    }
    return outermost ? arena.then(out, anything) : out;
  }

  private boolean endsBranch(int index) {
    return index == pattern.length || pattern[index] == '|';
  }

  private Node atom() {
    int c = pattern[at++];
    return switch (c) {
      case '(' -> group();
      case '[' -> json.plain(set());
      case '.' -> json.plain(NEWLINES.not());
      case '\\' -> json.plain(escape());
      case '^', '$' -> throw refuse("an anchor inside the pattern");
      case '*', '+', '?', '{' -> throw refuse("a repetition of nothing");
      default -> json.plain(CodePoints.of(c));
    };
  }

  private Node group() {
    if (take('?') && !take(':')) {
      throw refuse("look-around or a named group");
    }
    Node inner = branches(false);
    if (!take(')')) {
      throw refuse("a ( without its )");
    }
    return inner;
  }

  private Node repeated(Node atom) {
    int least;
    int most;
    if (take('*')) {
      least = 0;
      most = Arena.ENDLESS;
    } else if (take('+')) {
      least = 1;
      most = Arena.ENDLESS;
    } else if (take('?')) {
      least = 0;
      most = 1;
    } else if (take('{')) {
      least = count();
      most = take(',') ? sees('}') ? Arena.ENDLESS : count() : least;
      if (!take('}') || most < least) {
        throw refuse("a {} that counts nothing");
      }
    } else {
      return atom;
    }
    take('?'); // lazy or not, the same strings match
    return arena.repeat(atom, least, most);
  }

  private int count() {
    int value = 0;
    int digits = 0;
    while (at < pattern.length && DIGITS.has(pattern[at])) {
      value = value * 10 + pattern[at++] - '0';
      if (++digits > 4 || value > MOST_REPEATS) {
        throw refuse("more than " + MOST_REPEATS + " repetitions");
      }
    }
    if (digits == 0) {
      throw refuse("a {} without a number");
    }
    return value;
  }

  private CodePoints set() {
    boolean negated = take('^');
    CodePoints out = CodePoints.NONE;
    while (!take(']')) {
      CodePoints from = setMember();
      if (sees('-') && at + 1 < pattern.length && pattern[at + 1] != ']') {
        at++;
        out = out.or(CodePoints.range(single(from), single(setMember())));
      } else {
        out = out.or(from);
      }
    }
    return negated ? out.not() : out;
  }

  private CodePoints setMember() {
    if (at >= pattern.length) {
      throw refuse("a [ without its ]");
    }
    int c = pattern[at++];
    return c == '\\' ? escape() : CodePoints.of(c);
  }

  private int single(CodePoints member) {
    if (member.ranges().size() != 1
        || member.ranges().getFirst().from() != member.ranges().getFirst().to()) {
      throw refuse("a range between classes");
    }
    return member.ranges().getFirst().from();
  }

  private CodePoints escape() {
    if (at >= pattern.length) {
      throw refuse("a \\ at the end");
    }
    int c = pattern[at++];
    return switch (c) {
      case 'd' -> DIGITS;
      case 'D' -> DIGITS.not();
      case 'w' -> WORD;
      case 'W' -> WORD.not();
      case 's' -> SPACE.or(NEWLINES);
      case 'S' -> SPACE.or(NEWLINES).not();
      case 'n' -> CodePoints.of('\n');
      case 'r' -> CodePoints.of('\r');
      case 't' -> CodePoints.of('\t');
      case 'f' -> CodePoints.of('\f');
      case 'v' -> CodePoints.of(0x0B);
      case 'x' -> hex(2);
      case 'u' -> hex(4);
      default -> {
        if (Character.isLetterOrDigit(c)) {
          String name = Character.toString(c).toLowerCase(Locale.ROOT);
          throw refuse(Character.isDigit(c) ? "a back reference" : "\\" + name);
        }
        yield CodePoints.of(c);
      }
    };
  }

  private CodePoints hex(int digits) {
    int value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = at < pattern.length ? Character.digit(pattern[at++], 16) : -1;
      if (digit < 0) {
        throw refuse("a \\x or \\u without its digits");
      }
      value = value * 16 + digit;
    }
    return CodePoints.of(value).and(CodePoints.ALL);
  }

  private boolean sees(int c) {
    return at < pattern.length && pattern[at] == c;
  }

  private boolean take(int c) {
    boolean seen = sees(c);
    at += seen ? 1 : 0;
    return seen;
  }

  private UnsupportedSchemaException refuse(String what) {
    return new UnsupportedSchemaException(pointer, "unsupported pattern: " + what);
  }
}
