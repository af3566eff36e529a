// SPDX-License-Identifier: Apache-2.0
package dev.hob.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.features.testing.House;
import dev.hob.router.Refusal;
import java.util.List;
import org.junit.jupiter.api.Test;

class StrictInputTest {
  private final House house = new House();

  @Test
  void everyBadInputIsNamedByItsPointer() throws Exception {
    invalid("summarize", "[]", "/input", "an object", "a list");
    invalid("summarize", "{}", "/input/text", "a string", "nothing");
    invalid("summarize", "{'text':7}", "/input/text", "a string", "a number");
    invalid("summarize", "{'text':null}", "/input/text", "a string", "null");
    invalid(
        "summarize", "{'text':' \\n'}", "/input/text", "a non-empty string", "only white space");
    invalid(
        "summarize", "{'text':'a','txt':'b'}", "/input/txt", "one of the fields", "unknown field");
    invalid(
        "summarize",
        "{'text':'a\\u0000b'}",
        "/input/text",
        "text without U+0000",
        "U+0000 at offset 1");
    invalid(
        "proofread",
        "{'text':'ab\\ud800'}",
        "/input/text",
        "well-formed Unicode",
        "a lone surrogate at offset 2");
    invalid(
        "proofread",
        "{'text':'\\udc00'}",
        "/input/text",
        "well-formed Unicode",
        "a lone surrogate at offset 0");
    invalid(
        "summarize", "{'text':'\\u200b\\u2066'}", "/input", "text that a person can see", "none");
    invalid("summarize", "{'turns':[]}", "/input/turns", "at least one element", "an empty list");
    invalid("summarize", "{'turns':[{'who':'A'}]}", "/input/turns/0/text", "a string", "nothing");
    invalid(
        "summarize",
        "{'turns':[{'who':'A','text':'b','x/y':1}]}",
        "/input/turns/0/x~1y",
        "one of the fields",
        "unknown field");
    invalid("digest", "{'notifications':{}}", "/input/notifications", "a list", "an object");
    invalid("digest", "{'notifications':['a']}", "/input/notifications/0", "an object", "a string");
    invalid(
        "digest",
        "{'notifications':[{'id':'1'}]}",
        "/input/notifications/0/app",
        "a string",
        "nothing");
    invalid(
        "digest",
        "{'notifications':[{'id':'1','app':'a','urgency':3}]}",
        "/input/notifications/0/urgency",
        "an integer from 0 to 2",
        "3");
    invalid(
        "digest",
        "{'notifications':[{'id':'1','app':'a','urgency':1.5}]}",
        "/input/notifications/0/urgency",
        "an integer from 0 to 2",
        "a number");
    invalid(
        "digest",
        "{'notifications':[{'id':'1','app':'a','time':'10:00'}]}",
        "/input/notifications/0/time",
        "a time as RFC 3339 with its zone",
        "another form");
    invalid(
        "digest",
        "{'now':'2026-05-19T08:30:00','notifications':[{'id':'1','app':'a'}]}",
        "/input/now",
        "a time as RFC 3339 with its zone",
        "another form");
    invalid(
        "digest",
        "{'notifications':[{'id':'1','app':'a','actions':[1]}]}",
        "/input/notifications/0/actions/0",
        "a string",
        "a number");
    invalid(
        "digest",
        "{'notifications':[{'id':'1','app':'a','transient':'yes'}]}",
        "/input/notifications/0/transient",
        "true or false",
        "a string");
  }

  @Test
  void optionsAreCheckedAndUnknownOnesRefusedWithThoseThereAre() throws Exception {
    String text = "{'text':'A text.'}";
    assertEquals(
        new Problem.UnsupportedOption("style", List.of("method", "language")),
        house.problem("proofread", text, "{'style':'x'}"));
    assertEquals(
        new Problem.UnsupportedLanguage("de-DE", List.of("en", "en-US", "en-GB")),
        house.problem("proofread", text, "{'language':'de-DE'}"));
    assertEquals(
        new Problem.InvalidInput("/options/words", "an integer from 1 to 1000", "0"),
        house.problem("summarize", text, "{'words':0}"));
    assertEquals(
        new Problem.InvalidInput("/options/method", "one of auto, model, helper", "another word"),
        house.problem("summarize", text, "{'method':'magic'}"));
    assertEquals(
        new Problem.InvalidInput("/options", "an object", "a list"),
        house.problem("summarize", text, "[]"));
    house.router.assertNothingOpen();
  }

  @Test
  void moreNotificationsThanADigestTakesAreTooMany() throws Exception {
    StringBuilder many = new StringBuilder("{'notifications':[");
    for (int i = 0; i < 1001; i++) {
      many.append(i > 0 ? "," : "")
          .append("{'id':'")
          .append(i)
          .append("','app':'a','summary':'s'}");
    }
    Problem.Refused refused =
        assertInstanceOf(
            Problem.Refused.class, house.problem("digest", many.append("]}").toString(), "{}"));
    assertEquals(new Refusal.TooLarge(1001, 1000, "notifications"), refused.why());
  }

  private void invalid(String feature, String input, String pointer, String expected, String got)
      throws InterruptedException {
    Problem.InvalidInput found =
        assertInstanceOf(Problem.InvalidInput.class, house.problem(feature, input, "{}"), input);
    assertEquals(pointer, found.pointer(), input);
    assertTrue(found.expected().startsWith(expected), input + " expected " + found.expected());
    assertEquals(got, found.got(), input);
  }
}
