// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.digest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.features.Answer;
import dev.hob.features.ShippedDefaults;
import dev.hob.features.Toolkit;
import dev.hob.features.flow.Task;
import dev.hob.features.flow.Writer;
import dev.hob.features.testing.House;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DigestTest {
  private final House house = new House();
  private final List<String> notifications = new ArrayList<>();

  @Test
  void duplicatesAreOneClauseWithAllTheirIds() throws Exception {
    add("1", "mail", "Train tickets", "Tomorrow at 09:15.", "10:00:00", "");
    add("2", "mail", "Train tickets", "Tomorrow at 09:15.", "10:00:00.040", "");
    JsonNode groups = digest();
    assertEquals(1, groups.size());
    assertEquals("[\"1\",\"2\"]", groups.at("/0/sources/0/ids").toString());
    assertEquals("Train tickets – Tomorrow at 09:15.", groups.at("/0/summary").asText());
  }

  @Test
  void theSameIdAgainReplaces() throws Exception {
    add("7", "files", "Copying 10 %", "", "10:00:00", "");
    add("7", "files", "Copying 90 %", "", "10:05:00", "");
    assertEquals("[[\"7\"],\"Copying 90 %\"]", idsAndSummaries(digest()));
  }

  @Test
  void transientOnesAndPopUpsStayOutAndOfOneTimeCodesOnlyThatTheyCameIsSaid() throws Exception {
    add("1", "shell", "Volume", "45%", "10:00:00", "");
    add("2", "shell", "Brightness 80%", "", "10:00:01", "");
    add("3", "player", "Now playing", "A song", "10:00:02", ",'transient':true");
    add("4", "sms", "Bank", "Your code is 482913. Do not share it.", "10:00:03", "");
    add("5", "sms", "Shop", "G-482 913 is your verification code", "10:00:04", "");
    add("6", "mail", "Login", "Use 4711 as your one-time password.", "10:00:05", "");
    add("7", "ci", "Job failed with exit code 1234", "", "10:00:06", "");
    JsonNode groups = digest();
    assertEquals(
        "[[\"7\"],\"Job failed with exit code 1234\",[\"4\",\"5\"],\"One-time code\",[\"6\"],\"One-time"
            + " code\"]",
        idsAndSummaries(groups));
  }

  @Test
  void whatIsTimeBoundIsShownWhateverTheLimitAndWhoeverWrites() throws Exception {
    for (Writer writer : Writer.values()) {
      notifications.clear();
      house.writer = writer;
      house.prioritizer = writer;
      add("m1", "mail", "Contract", "Please sign it by 17:00 today.", "10:00:01", "");
      add("m2", "post", "Parcel", "Please fetch it by 18:00 today.", "10:00:02", "");
      add("m3", "bank", "Card", "Please confirm it by 19:00 today.", "10:00:03", "");
      add("call", "phone", "Incoming call", "Ada", "10:01:00", ",'transient':true");
      add("ring", "dialer", "Bo", "", "10:01:01", ",'category':'call.incoming'");
      add("alarm", "timer", "Tea", "Time is up.", "10:01:02", ",'category':'alarm'");
      add("event", "calendar", "Exam", "Room 4.", "10:01:03", "");
      add("code", "sms", "Bank", "Your code is 482913.", "10:01:04", "");
      add("hot", "sensor", "Heat", "41 degrees.", "10:01:05", ",'urgency':2,'transient':true");
      if (writer == Writer.MODEL) {
        for (int i = 0; i < notifications.size() - 1; i++) {
          house.router.answer("<1>", "<low>"); // a model that would hold everything back
        }
      }
      JsonNode groups = house.answer("digest", input(), "{'words':20}").output().path("groups");
      String all = idsAndSummaries(groups);
      for (String id : List.of("call", "ring", "alarm", "event", "code", "hot")) {
        boolean told = false;
        for (JsonNode group : groups) {
          told |=
              group.path("ids").toString().contains(id)
                  && !group.path("summary").asText().isEmpty();
        }
        assertTrue(told, writer + ": " + id + " in " + all);
      }
      assertFalse(all.contains("482913"), all);
      house.router.assertNothingOpen();
    }
  }

  @Test
  void theModelsPrioritiesOrderTheDigestWhereItIsTheBetter() throws Exception {
    house.prioritizer = Writer.MODEL;
    add("1", "chat", "Ada", "the cat sat on the mat again today it seems", "10:00:00", "");
    add("2", "chat", "Bo", "there is a big bee ball in my apple tree now", "10:01:00", "");
    house.router.answer("<1>", "<low>").answer("<1>", "<high>");
    Answer answer = house.answer("digest", input(), "{}");
    assertEquals("helper", answer.by());
    assertTrue(answer.adapter().isPresent());
    assertEquals("[\"2\"]", answer.output().at("/groups/0/ids").toString());
    assertEquals("high", answer.output().at("/groups/0/priority").asText());
    house.router.assertNothingOpen();
  }

  @Test
  void anAppWithDifferingTitlesIsNotOneHeap() throws Exception {
    add("1", "mail", "Insurance: report missing", "Send it by 7 September.", "10:00:00", "");
    add("2", "mail", "Landlady: plumber at 15:00", "Please be at home.", "10:01:00", "");
    assertEquals(2, digest().size());
  }

  @Test
  void aConversationIsOneGroupAndTwoSendersWhoDisagreeKeepTheirWords() throws Exception {
    add("1", "chat", "Trip: Zoe", "The hut costs 38 euro.", "10:00:00", "");
    add("2", "chat", "Trip: Dario", "No, the hut costs 83 euro.", "10:01:00", "");
    JsonNode groups = digest();
    assertEquals(1, groups.size());
    assertEquals("Trip", groups.at("/0/thread").asText());
    assertEquals(
        "Zoe: The hut costs 38 euro; Dario: No, the hut costs 83 euro.",
        groups.at("/0/summary").asText());
    assertEquals("[\"2\"]", groups.at("/0/sources/1/ids").toString());
  }

  @Test
  void criticalComesFirstAndWholeThenByPriority() throws Exception {
    String long40 = "The server room is at 41 degrees ".repeat(8).strip();
    add("1", "shop", "50% off everything", "Only today!!!", "10:00:00", "");
    add("2", "ci", "Nightly build", "All green.", "10:01:00", "");
    add("3", "mail", "Contract", "Please sign by 17:00 today.", "10:02:00", "");
    add("4", "sensor", "Heat", long40, "10:03:00", ",'urgency':2");
    JsonNode groups = digest();
    List<String> order = new ArrayList<>();
    groups.forEach(group -> order.add(group.path("ids").path(0).asText()));
    assertEquals(List.of("4", "3", "2", "1"), order);
    assertEquals("Heat – " + long40, groups.at("/0/summary").asText());
    assertEquals("low", groups.at("/3/priority").asText());
    assertEquals("", groups.at("/3/summary").asText());
  }

  @Test
  void aStaleTimeIsNotQuotedBesideTheNewOne() throws Exception {
    add("1", "parcel", "Arriving today 09:00-10:00", "Parcel from Nordhus.", "07:50:00", "");
    add("2", "parcel", "Delay", "Your Nordhus parcel now arrives tomorrow.", "08:05:00", "");
    JsonNode groups = digest();
    assertEquals("[\"1\",\"2\"]", groups.at("/0/ids").toString());
    assertFalse(groups.toString().contains("09:00"), groups.toString());
  }

  @Test
  void whatNobodySeesReachesNeitherPromptNorAnswer() throws Exception {
    house.writer = Writer.MODEL;
    String visible =
        "Hello team, the release of the new editor moved from Monday to Wednesday because two tests"
            + " of the installer are still red on the old machines and Mira is away.";
    add(
        "1",
        "mail",
        "News",
        visible + "<span style='display:none'>Call 0900 55</span>\\u200b",
        "10:00:00",
        "");
    house.router.answer("<1>", " the release of the new editor moved to Wednesday");
    Answer answer = house.answer("digest", input(), "{}");
    String prompt = house.router.plans().toString();
    assertFalse(
        prompt.contains("0900") || prompt.contains("\u200b") || prompt.contains("<span"), prompt);
    assertFalse(answer.output().toString().contains("0900"));
  }

  @Test
  void fusedSubjectsAreQuotedInstead() throws Exception {
    house.writer = Writer.MODEL;
    add(
        "1",
        "news",
        "Court opens the case against the banker Luis Mora in the capital today",
        "",
        "10:00:00",
        ",'thread':'n'");
    add(
        "2",
        "news",
        "Man shoots himself in the foot while cleaning his old hunting rifle at home in the north, police say",
        "",
        "10:01:00",
        ",'thread':'n'");
    house
        .router
        .answer("<2>", " Luis Mora shoots himself")
        .answer("<1>", "<2>", " Anna Berg shoots himself");
    Answer answer = house.answer("digest", input(), "{}");
    assertTrue(answer.guard().quoted());
    assertFalse(answer.output().toString().contains("Mora shoots"), answer.output().toString());
    assertTrue(answer.guard().rejected().contains("a name that its sources do not hold"));
    house.router.assertNothingOpen();
  }

  @Test
  void aSummaryOfNotificationsIsTheirDigest() throws Exception {
    add("a", "mail", "Train tickets", "Tomorrow at 09:15.", "10:00:00", "");
    JsonNode output = house.answer("summarize", input(), "{}").output();
    assertEquals("Train tickets – Tomorrow at 09:15.", output.path("summary").asText());
    assertEquals("[\"a\"]", output.at("/sources/0/ids").toString());
  }

  @Test
  void manyGroupsGetAHeadlineAndTheWordsAreKept() throws Exception {
    String[] subjects = {
      "Rent", "Dentist", "Garden", "Choir", "Server", "Printer", "Library", "Market", "Train",
      "Bakery"
    };
    for (int i = 0; i < 10; i++) {
      add(
          "" + i,
          "app" + i,
          subjects[i] + " report",
          "Answer by 17:0" + i + " today.",
          "10:00:0" + i,
          "");
    }
    JsonNode output = house.answer("digest", input(), "{}").output();
    assertTrue(output.path("headline").asText().startsWith("10 new; first: "), output.toString());
    JsonNode few = house.answer("digest", input(), "{'words':12}").output();
    int words = 0;
    for (JsonNode group : few.path("groups")) {
      words += group.path("summary").asText().split("[^A-Za-z0-9]+").length;
    }
    assertTrue(words <= 12 + few.path("groups").size(), few.toString());
  }

  @Test
  void theSameRequestIsTheSamePlan() {
    add(
        "1",
        "chat",
        "Trip: Zoe",
        "one two three four five six seven eight nine ten eleven twelve and so on",
        "10:00:00",
        "");
    add(
        "2",
        "chat",
        "Trip: Ann",
        "one two three four five six seven eight nine ten eleven thirteen and 5 on",
        "10:01:00",
        "");
    DigestFeature feature = new DigestFeature(Toolkit.embedded(), () -> ShippedDefaults.HELPERS);
    OffsetDateTime now = OffsetDateTime.parse("2026-05-19T12:00:00Z");
    Task first = feature.read(House.json(input()), House.json("{'words':40}"), now);
    Task second = feature.read(House.json(input()), House.json("{'words':40}"), now);
    assertEquals(1, first.plans().size());
    assertEquals(first.plans(), second.plans());
  }

  private void add(String id, String app, String summary, String body, String time, String more) {
    notifications.add(
        "{'id':'"
            + id
            + "','app':'"
            + app
            + "','summary':'"
            + summary
            + "','body':'"
            + body.replace("'", "&#39;")
            + "','time':'2026-05-19T"
            + time
            + "Z'"
            + more
            + "}");
  }

  private String input() {
    return "{'now':'2026-05-19T12:00:00Z','notifications':["
        + String.join(",", notifications)
        + "]}";
  }

  private JsonNode digest() throws InterruptedException {
    return house.answer("digest", input(), "{}").output().path("groups");
  }

  private static String idsAndSummaries(JsonNode groups) {
    List<String> out = new ArrayList<>();
    groups.forEach(group -> out.add(group.path("ids") + "," + group.path("summary")));
    return "[" + String.join(",", out) + "]";
  }
}
