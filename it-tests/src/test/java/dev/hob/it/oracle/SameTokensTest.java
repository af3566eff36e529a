// SPDX-License-Identifier: Apache-2.0
package dev.hob.it.oracle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hob.engine.memory.Ledger;
import dev.hob.engine.tokenizer.LibraryTokenizer;
import dev.hob.forge.gguf.GgufFile;
import dev.hob.forge.importing.vocab.GgufVocabulary;
import dev.hob.forge.importing.vocab.ImportedVocabulary;
import dev.hob.forge.testing.GoldenIds;
import dev.hob.forge.testing.GoldenText;
import dev.hob.forge.testing.SmallVocabulary;
import dev.hob.it.oracle.Oracle.Answer;
import dev.hob.it.oracle.Oracle.Job;
import dev.hob.it.oracle.Oracle.Question;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The ids of the golden texts, asked of llama.cpp as it is installed: with every pre-tokenizer and
/// both kinds of SentencePiece, as content and as a template's text.
class SameTokensTest {
  @TempDir static Path folder;

  @TestFactory
  Stream<DynamicTest> idsAreTheOraclesOwn() throws IOException, InterruptedException {
    Oracle oracle = Oracle.orSkip(folder);
    List<SmallVocabulary> kinds = SmallVocabulary.kinds();
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < kinds.size(); i++) {
      Path file = folder.resolve("vocabulary-" + i + ".gguf");
      kinds.get(i).writeModel(file);
      jobs.add(new Job(file, Optional.empty(), questions()));
    }
    List<List<Answer>> right = oracle.ask(jobs);
    return IntStream.range(0, kinds.size())
        .mapToObj(i ->
            DynamicTest.dynamicTest(
                kinds.get(i).toString(),
                () -> check(kinds.get(i), jobs.get(i).model(), right.get(i))));
  }

  private static List<Question> questions() {
    List<Question> questions = new ArrayList<>();
    for (GoldenText text : GoldenText.all()) {
      questions.add(new Question.Ids(text.text(), false));
      questions.add(new Question.Ids(text.text(), true));
    }
    return questions;
  }

  private static void check(SmallVocabulary kind, Path file, List<Answer> right) {
    GoldenIds recorded = GoldenIds.recorded();
    Ledger ledger = new Ledger();
    try (GgufFile gguf = GgufFile.open(file, ledger)) {
      ImportedVocabulary vocabulary = GgufVocabulary.convert(file.toString(), gguf.metadata());
      try (LibraryTokenizer tokenizer =
          vocabulary.open("tokenizer.json", kind.tokens().size(), ledger)) {
        List<GoldenText> texts = GoldenText.all();
        for (int i = 0; i < right.size(); i++) {
          GoldenText text = texts.get(i / 2);
          boolean special = i % 2 == 1;
          String name = kind + ", " + text + (special ? ", special" : "");
          int[] theirs = right.get(i).tokens();
          assertEquals(recorded.llama(kind, text, special), GoldenIds.digest(theirs), name);
          if (!GoldenIds.differs(kind, text, special)) {
            assertArrayEquals(theirs, GoldenIds.ours(tokenizer, kind, text, special), name);
          }
        }
      }
    }
  }
}
