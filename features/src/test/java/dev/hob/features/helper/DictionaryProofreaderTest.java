// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.helper;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class DictionaryProofreaderTest {
  private static final DictionaryProofreader PROOFREADER = DictionaryProofreader.embedded();

  @Test
  void listedSlipsAreMended() {
    mended("I recieve a lot of mail.", "I receive a lot of mail.");
    mended("Recieve the parcel.", "Receive the parcel.");
    mended("It happens alot here.", "It happens a lot here.");
    mended("They dont care and he didnt ask.", "They don't care and he didn't ask.");
    mended("This is the the end of it.", "This is the end of it.");
    mended("I would of gone there.", "I would have gone there.");
    mended("She is better then me.", "She is better than me.");
    mended("This is an good idea.", "This is a good idea.");
    mended("It was a old house.", "It was an old house.");
    mended("Your welcome to stay.", "You're welcome to stay.");
    mended("He didn't went home.", "He didn't go home.");
    mended("I have went there.", "I have gone there.");
    mended("He go to the office.", "He goes to the office.");
    mended("They lives in the city.", "They live in the city.");
    mended(
        "Then i saw that i'm late on friday in september.",
        "Then I saw that I'm late on Friday in September.");
    mended("In the 1980's it was new.", "In the 1980s it was new.");
  }

  @Test
  void aSentenceAfterAnotherBeginsWithACapital() {
    assertEquals("We left.", mend("we left.", true));
    assertEquals("we left.", mend("we left.", false));
  }

  /// Sentences that other tools spoilt (user-voices.md, 7), and what must never be touched.
  @Test
  void rightSentencesStayAsTheyAre() {
    for (String right :
        List.of(
            "I was not able to come.",
            "She made a cake.",
            "We were there.",
            "That is a huge dog.",
            "He had had enough, and that that he said was true.",
            "An hour, a university, a one-off, an honest man, a European, a user, an heir.",
            "A uniform, an umbrella, an uninvited guest, a unit, a usual day.",
            "Run `recieve --alot` in teh_shell or see www.recieve.example.",
            "The file recieve.txt is in C:\\recieve and /usr/recieve.",
            "He wrote \"I recieve alot\" on the wall.",
            "The NASA recieved.txt, iPhone, eBay and GitHub are names.",
            "Mr. Teh and Ms. Alot met Wierd Al.",
            "Send 3 mails to recieve@example.org by 5pm.",
            "It costs $5.00, i.e. 20% less.",
            "The keys they use to lock the door are new.",
            "He helped her go home and let him go.",
            "Ein ganz anderer Satz, der nicht englisch ist.",
            "The loop over i runs while i < 3, i.e. thrice; see i) and i.",
            "Does he go there? Let them see it.")) {
      assertEquals(List.of(), PROOFREADER.check(right, true), right);
    }
  }

  private static void mended(String wrong, String right) {
    assertEquals(right, mend(wrong, true));
  }

  private static String mend(String sentence, boolean follows) {
    StringBuilder out = new StringBuilder(sentence);
    List<Correction> corrections = PROOFREADER.check(sentence, follows);
    for (int i = corrections.size() - 1; i >= 0; i--) {
      Correction each = corrections.get(i);
      out.replace(each.start(), each.end(), each.replacement());
    }
    return out.toString();
  }
}
