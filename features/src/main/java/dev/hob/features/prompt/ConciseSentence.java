// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.prompt;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// A sentence that is made shorter by leaving words out. A concise answer is nothing but words of
/// the sentence in their order, so it cannot say what the sentence does not; what must stay, stays
/// by the grammar. The little that leaving words out breaks (a capital, an end mark, a comma
/// without its fellow, `a` before a vowel) is mended here. Immutable.
///
/// @param words as they stand, separated by single spaces, signs attached
/// @param kept indexes of the words that may not be left out
public record ConciseSentence(List<String> words, Set<Integer> kept) {
  private static final String CLOSERS = "\"'”’)]";
  private static final String END_MARKS = ".!?:…";

  public ConciseSentence {
    words = List.copyOf(words);
    kept = Set.copyOf(kept);
  }

  /// Which words of the sentence make `shorter`, first come first, ignoring case and the signs
  /// around words.
  ///
  /// @return indexes in order; empty when `shorter` is no such selection or lacks a word of `kept`
  public Optional<List<Integer>> selection(String shorter) {
    List<String> wanted = split(shorter).stream().map(ConciseSentence::bare).toList();
    List<String> have = words.stream().map(ConciseSentence::bare).toList();
    boolean[][] fits = fits(have, wanted);
    if (!fits[0][0] || wanted.isEmpty()) {
      return Optional.empty();
    }
    List<Integer> chosen = new ArrayList<>();
    for (int i = 0; i < have.size() && chosen.size() < wanted.size(); i++) {
      int j = chosen.size();
      if (have.get(i).equals(wanted.get(j)) && fits[i + 1][j + 1]) {
        chosen.add(i);
      }
    }
    return Optional.of(List.copyOf(chosen));
  }

  /// `fits[i][j]`: the words from `i` on can make the wanted ones from `j` on.
  private boolean[][] fits(List<String> have, List<String> wanted) {
    boolean[][] fits = new boolean[have.size() + 1][wanted.size() + 1];
    fits[have.size()][wanted.size()] = true;
    for (int i = have.size() - 1; i >= 0; i--) {
      for (int j = wanted.size(); j >= 0; j--) {
        boolean taken =
            j < wanted.size() && have.get(i).equals(wanted.get(j)) && fits[i + 1][j + 1];
        fits[i][j] = taken || (!kept.contains(i) && fits[i + 1][j]);
      }
    }
    return fits;
  }

  /// The chosen words as they stand: the wanted answer of a training row.
  ///
  /// @param chosen indexes in any order
  public String words(Collection<Integer> chosen) {
    return new TreeSet<>(chosen).stream().map(words::get).collect(Collectors.joining(" "));
  }

  /// The sentence that a model's answer stands for.
  ///
  /// @return empty when the answer is no selection of the words
  public Optional<String> mended(String answer) {
    return selection(answer).map(this::mended);
  }

  /// The chosen words as a sentence.
  ///
  /// @param chosen indexes in order, at least one
  public String mended(List<Integer> chosen) {
    List<String> out = new ArrayList<>();
    for (int k = 0; k < chosen.size(); k++) {
      String word = words.get(chosen.get(k));
      boolean last = k + 1 == chosen.size();
      int next = last ? words.size() : chosen.get(k + 1);
      if (!last && next > chosen.get(k) + 1) {
        word = beforeGap(word, words.subList(chosen.get(k) + 1, next), words.get(next));
      }
      out.add(word);
    }
    closeEnd(out, chosen.getLast());
    openWithCapital(out, chosen.getFirst());
    return String.join(" ", out);
  }

  /// A comma pair that embraced the words left out goes with them; a mark that ended them moves up.
  private static String beforeGap(String word, List<String> left, String next) {
    char mark = mark(left.getLast());
    long commas = left.stream().filter(w -> mark(w) == ',').count();
    if (mark(word) == ',' && mark == ',' && commas % 2 == 1) {
      return word.substring(0, word.length() - 1);
    }
    if (mark(word) == 0 && mark != 0 && (mark != ',' || commas == 1)) {
      return word + mark;
    }
    return Articles.fit(word, next);
  }

  private void closeEnd(List<String> out, int lastChosen) {
    if (lastChosen == words.size() - 1) {
      return;
    }
    String word = out.getLast();
    if (mark(word) != 0) {
      word = word.substring(0, word.length() - 1);
    }
    out.set(out.size() - 1, word + endMark());
  }

  private void openWithCapital(List<String> out, int firstChosen) {
    String first = out.getFirst();
    boolean plain =
        first.equals(first.toLowerCase(Locale.ROOT)) && bare(first).equals(letters(first));
    if (firstChosen > 0 && plain && !first.isEmpty() && startsUpper(words.getFirst())) {
      out.set(0, first.substring(0, 1).toUpperCase(Locale.ROOT) + first.substring(1));
    }
  }

  /// The marks that end the sentence, closing quotes left to their words.
  private String endMark() {
    String word = words.getLast();
    int end = word.length();
    while (end > 0 && CLOSERS.indexOf(word.charAt(end - 1)) >= 0) {
      end--;
    }
    int start = end;
    while (start > 0 && END_MARKS.indexOf(word.charAt(start - 1)) >= 0) {
      start--;
    }
    return word.substring(start, end);
  }

  /// The sign that ends a word within a sentence, 0 if none does.
  private static char mark(String word) {
    char last = word.charAt(word.length() - 1);
    return ",;:.!?".indexOf(last) >= 0 ? last : 0;
  }

  private static boolean startsUpper(String word) {
    return word.chars().filter(Character::isLetter).findFirst().stream()
        .anyMatch(Character::isUpperCase);
  }

  private static String letters(String word) {
    return word.replaceAll("[^\\p{L}'’]", "");
  }

  /// Lower case, without the signs around it; a sign alone is itself.
  private static String bare(String word) {
    String bare =
        word.toLowerCase(Locale.ROOT).replaceAll("^[^\\p{L}\\p{N}]+|[^\\p{L}\\p{N}]+$", "");
    return bare.isEmpty() ? word : bare;
  }

  private static List<String> split(String text) {
    String collapsed = Spacing.collapse(text);
    return collapsed.isEmpty() ? List.of() : List.of(collapsed.split(" "));
  }

  /// `a` or `an`.
  private static final class Articles {
    private static final Set<String> VOWEL_SOUND =
        Set.of("hour", "hours", "honest", "honour", "honor", "heir");
    private static final List<String> CONSONANT_SOUND =
        List.of("uni", "use", "usu", "eu", "one", "once", "ut");

    static String fit(String word, String next) {
      String lower = word.toLowerCase(Locale.ROOT);
      if (!lower.equals("a") && !lower.equals("an")) {
        return word;
      }
      String bare = bare(next);
      boolean an =
          VOWEL_SOUND.contains(bare)
              || ("aeiou".indexOf(bare.charAt(0)) >= 0
                  && CONSONANT_SOUND.stream().noneMatch(bare::startsWith));
      return word.charAt(0) + (an ? "n" : "");
    }
  }
}
