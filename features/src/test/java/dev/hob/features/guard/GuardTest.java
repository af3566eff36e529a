// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.features.fact.FactContext;
import dev.hob.features.fact.FactExtractor;
import dev.hob.features.fact.WordLists;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GuardTest {
  private static final FactExtractor FACTS = new FactExtractor(WordLists.embedded());
  private final SummaryGuard summaries = new SummaryGuard(FACTS);
  private final ProofreadGuard proofs = new ProofreadGuard(FACTS);

  @Test
  void aFaithfulClausePasses() {
    assertEquals(
        List.of(),
        faults(
            "Anna moved the review to 15:30.", "Anna Berg: I moved the review to 15:30, sorry."));
    assertEquals(List.of(), faults("3 messages about the review", "messages about the review", 3));
  }

  @Test
  void aNameThatOpensASentenceStaysButAMisspeltOpeningMayBeMended() {
    has("a name changed", proofs.faults("Anna bring the slides.", "Fire brings the slides."));
    assertEquals(List.of(), proofs.faults("Anna bring the slides.", "Anna brings the slides."));
    assertEquals(List.of(), proofs.faults("Recieved the plan today.", "Received the plan today."));
    assertEquals(List.of(), proofs.faults("Dont wait for them.", "Don't wait for them."));
  }

  @Test
  void whatTheSourcesDoNotHoldDoesNotLeave() {
    String source = "Anna Berg: I moved the review to 15:30 in room 4, see www.example.org/a.";
    has("a time that its sources do not hold", faults("The review moved to 16:30.", source));
    has("a number that its sources do not hold", faults("review in room 5", source));
    has("a name that its sources do not hold", faults("I moved the review with Marta.", source));
    has("a link that its sources do not hold", faults("see www.example.org/b", source));
    has("a code that its sources do not hold", faults("see review plan.pdf", source));
    has("a date that its sources do not hold", faults("review moved to Friday", source));
  }

  @Test
  void negationAndDoubtAreKept() {
    has("a negation lost", faults("The train stops here", "The train does not stop here"));
    has(
        "a negation that its sources do not hold",
        faults("The train never stops here", "The train stops here"));
    has(
        "a doubt or condition lost",
        faults("The club buys the field", "The club may buy the field"));
  }

  @Test
  void otherWordsLoopsAndLengthAreRejected() {
    has(
        "words that its sources do not use",
        faults("Bananas conquered Europe yesterday evening", "The printer is out of paper"));
    has(
        "it repeats itself",
        faults(
            "the printer is out the printer is out the printer is out of paper",
            "the printer is out of paper the printer is out of paper again"));
    has(
        "longer than its sources",
        faults(
            "printer paper printer out paper printer is of out paper", "printer is out of paper"));
    assertEquals(
        List.of("a clause without a source"),
        summaries.faults("x", new SummaryGuard.Ground(List.of(), FactContext.NONE, Set.of(), 0)));
  }

  @Test
  void aNameFromAnotherSourceIsAFusedClaim() {
    has(
        "a name that its sources do not hold",
        faults("Mora shoots himself", "Man shoots himself in the foot, police say"));
  }

  @Test
  void proofreadingNeverTouchesNumbersNamesLinksAndCode() {
    assertEquals(
        List.of(), proofs.faults("He go to Berlin at 15:30.", "He goes to Berlin at 15:30."));
    has("a time changed", proofs.faults("Meet at 15:30 there.", "Meet at 15:00 there."));
    has("a number changed", proofs.faults("I have 3 dog.", "I have three dogs."));
    has("a link changed", proofs.faults("See www.exmaple.org now.", "See www.example.org now."));
    has("a code changed", proofs.faults("Open raedme.txt now.", "Open readme.txt now."));
    has("a name changed", proofs.faults("We met Jonh Smyth there.", "We met John Smith there."));
    has("a negation changed", proofs.faults("It was not able to go.", "It was notable to go."));
    assertEquals(List.of(), proofs.faults("He dont care.", "He doesn't care."));
    has(
        "another sentence",
        proofs.faults("The cat sat on the old mat today.", "A dog ran under my new car there."));
    has("another length", proofs.faults("The cat sat on the old mat.", "The cat."));
  }

  private List<String> faults(String clause, String source, Integer... counts) {
    return summaries.faults(
        clause,
        new SummaryGuard.Ground(List.of(source), FactContext.of(source), Set.of(counts), 0.8));
  }

  private static void has(String fault, List<String> faults) {
    assertTrue(faults.contains(fault), fault + " not in " + faults);
  }
}
