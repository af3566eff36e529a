// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.rank;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.features.act.Action;
import dev.hob.features.act.PromptForms;
import dev.hob.features.act.schema.Parameter;
import dev.hob.features.act.schema.ValueType.OneOf;
import dev.hob.features.act.words.Lexicon;
import dev.hob.features.act.words.Token;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// An index of one catalogue. Made once, asked often; immutable, thread-safe.
///
/// A word of the query counts with its own weight; its synonyms and the other verbs of its class
/// with [#RELATED], once for each word, whichever is rarest. Function words count nothing.
public final class Ranker {
  /// Saturation of repeated words, and how much long descriptions lose by their length.
  private static final float K1 = 1.2f;

  private static final float B = 0.3f;
  private static final float RELATED = 0.4f;

  /// Of a text only so much is read.
  private static final int LONGEST = 2_000;

  /// Words that open a question, and the classes of verbs that answer one.
  private static final Set<String> ASKING =
      Set.of("what", "what's", "where", "where's", "which", "who", "when", "how");

  private static final Set<String> ANSWERING = Set.of("show", "look", "get", "know");

  private record Posting(int document, float frequency) {}

  private final Lexicon lexicon;
  private final List<Candidate> candidates;
  private final Map<String, List<Posting>> postings = new HashMap<>();

  /// Verb class → documents that have a verb of it in their names.
  private final Map<String, List<Posting>> verbs = new HashMap<>();

  private final float[] norms;

  public Ranker(List<Candidate> candidates, Lexicon lexicon) {
    this.lexicon = lexicon;
    this.candidates = List.copyOf(candidates);
    this.norms = new float[candidates.size()];
    float total = 0;
    for (int i = 0; i < norms.length; i++) {
      norms[i] = index(i, this.candidates.get(i));
      total += norms[i];
    }
    float mean = norms.length == 0 ? 1 : total / norms.length;
    for (int i = 0; i < norms.length; i++) {
      norms[i] = K1 * (1 - B + B * norms[i] / mean);
    }
  }

  /// @param utterance what was said; of long ones only the first words count
  /// @param earlier the person's words before, which count less; may be empty
  /// @return at most `most`, best first; where words name fewer, the catalogue's first ones follow
  public List<Candidate> best(String utterance, String earlier, int most) {
    float[] scores = new float[candidates.size()];
    add(utterance, 1f, scores);
    add(earlier, 0.3f, scores);
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(i -> -scores[i]).thenComparing(i -> i))
        .limit(most)
        .map(candidates::get)
        .toList();
  }

  private void add(String text, float weight, float[] scores) {
    List<Token> tokens = Token.of(text.length() > LONGEST ? text.substring(0, LONGEST) : text);
    Map<String, Float> query = new HashMap<>();
    for (Token token : tokens) {
      if (token.isWord() && !lexicon.isFunction(token.lower())) {
        query.merge(token.stem(), weight, Math::max);
      }
    }
    query.forEach((stem, w) -> word(stem, w, scores));
    Set<String> meant = phrases(tokens);
    if (tokens.stream().limit(2).anyMatch(token -> ASKING.contains(token.lower()))) {
      meant.addAll(ANSWERING);
    }
    float[] verb = new float[scores.length];
    meant.forEach(name -> score(verbs.getOrDefault(name, List.of()), RELATED * weight, verb));
    for (int i = 0; i < scores.length; i++) {
      scores[i] += verb[i];
    }
  }

  /// Classes of verbs of two and three words, e.g. `get rid of`.
  private Set<String> phrases(List<Token> tokens) {
    Set<String> out = new HashSet<>();
    for (int i = 0; i + 1 < tokens.size(); i++) {
      String two = tokens.get(i).stem() + " " + tokens.get(i + 1).stem();
      out.addAll(lexicon.verbClasses(two));
      if (i + 2 < tokens.size()) {
        out.addAll(lexicon.verbClasses(two + " " + tokens.get(i + 2).stem()));
      }
    }
    return out;
  }

  private void word(String stem, float weight, float[] scores) {
    float[] related = new float[scores.length];
    for (String other : lexicon.synonyms(stem)) {
      score(postings.getOrDefault(other, List.of()), RELATED * weight, related);
    }
    for (String verb : lexicon.verbClasses(stem)) {
      score(verbs.getOrDefault(verb, List.of()), RELATED * weight, related);
    }
    float[] own = new float[scores.length];
    score(postings.getOrDefault(stem, List.of()), weight, own);
    for (int i = 0; i < scores.length; i++) {
      scores[i] += Math.max(own[i], related[i]);
    }
  }

  private void score(List<Posting> list, float weight, float[] best) {
    float rare =
        (float) Math.log(1 + (candidates.size() - list.size() + 0.5) / (list.size() + 0.5));
    for (Posting posting : list) {
      float frequency = posting.frequency();
      float score = weight * rare * frequency * (K1 + 1) / (frequency + norms[posting.document()]);
      best[posting.document()] = Math.max(best[posting.document()], score);
    }
  }

  /// @return weighted length
  private float index(int document, Candidate candidate) {
    Action action = candidate.action();
    Map<String, Float> words = new HashMap<>();
    count(PromptForms.words(action.name()), 3f, words);
    count(action.description(), 1.5f, words);
    count(action.appName(), 1f, words);
    for (Parameter parameter : candidate.schema().parameters()) {
      count(PromptForms.words(parameter.name()), 1f, words);
      count(parameter.description(), 0.5f, words);
      if (parameter.type() instanceof OneOf(List<JsonNode> members)) {
        members.forEach(member -> count(PromptForms.words(member), 1f, words));
      }
    }
    float length = 0;
    for (Map.Entry<String, Float> word : words.entrySet()) {
      length += word.getValue();
      postings
          .computeIfAbsent(word.getKey(), any -> new ArrayList<>())
          .add(new Posting(document, word.getValue()));
    }
    verbs(action)
        .forEach(verb ->
            verbs.computeIfAbsent(verb, any -> new ArrayList<>()).add(new Posting(document, 2f)));
    return length;
  }

  private Set<String> verbs(Action action) {
    Map<String, Float> words = new HashMap<>();
    count(PromptForms.words(action.name()), 1f, words);
    Set<String> out = new HashSet<>();
    words.keySet().forEach(stem -> out.addAll(lexicon.verbClasses(stem)));
    return out;
  }

  private void count(String text, float weight, Map<String, Float> words) {
    for (Token token : Token.of(text)) {
      if (token.isWord() && !lexicon.isFunction(token.lower())) {
        words.merge(token.stem(), weight, Float::sum);
      }
    }
  }
}
