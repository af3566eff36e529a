// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.decide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.policy.Caller;
import dev.hob.policy.DataClass;
import dev.hob.policy.Decision;
import dev.hob.policy.Decision.Outcome;
import dev.hob.policy.Place;
import dev.hob.policy.testing.PolicyHouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EffectivePolicyTest {
  private static final Caller FIREFOX =
      new Caller("org.mozilla.firefox", 1000, 7, Caller.Trust.CONFINED);
  private static final Caller OTHER = new Caller("gedit", 1000, 8, Caller.Trust.PROCESS);

  @TempDir private Path root;

  @BeforeEach
  void sayYes() {
    house().consent().give("test");
  }

  @Test
  void allowsByDefaultOnTheDeviceAlone() {
    Decision decision = decide(OTHER, "summarize", DataClass.TEXT);

    assertEquals(Outcome.ALLOW, decision.outcome());
    assertEquals(Set.of(Place.DEVICE), decision.places());
    assertEquals("features.summarize", decision.rule());
    assertEquals("default", decision.source());
    assertEquals(Decision.Quota.UNLIMITED, decision.quota());
  }

  @Test
  void deniesWhatIsSwitchedOffWithTheLineThatDidIt() throws IOException {
    Path file = house().write("admin", "a.yaml", "hob: 1\nfeatures:\n  act: off\n");

    Decision decision = decide(OTHER, "act", DataClass.ACTION);

    assertEquals(Outcome.DENY, decision.outcome());
    assertEquals("features.act", decision.rule());
    assertEquals(file + ":3", decision.source());
    assertTrue(decision.places().isEmpty());
  }

  @Test
  void deniesAFeatureThatIsNotInTheCatalogue() {
    assertEquals(Outcome.DENY, decide(OTHER, "mine-bitcoin", DataClass.TEXT).outcome());
  }

  @Test
  void theFirstMatchingAppRuleWins() throws IOException {
    Path file =
        house()
            .write(
                "admin",
                "a.yaml",
                """
                hob: 1
                apps:
                  - match: {app: org.mozilla.*, uid: 1000}
                    allow: [summarize]
                    quota: {requestsPerMinute: 5}
                  - match: {app: "*"}
                    allow: []
                """);

    assertEquals(Outcome.ALLOW, decide(FIREFOX, "summarize", DataClass.TEXT).outcome());
    assertEquals(5, decide(FIREFOX, "summarize", DataClass.TEXT).quota().requestsPerMinute());
    Decision denied = decide(OTHER, "summarize", DataClass.TEXT);
    assertEquals(Outcome.DENY, denied.outcome());
    assertEquals("apps[1].allow", denied.rule());
    assertEquals(file + ":7", denied.source());
  }

  @Test
  void aNameThatCanBeFakedGivesNoMoreThanNoName() throws IOException {
    house()
        .write(
            "admin",
            "a.yaml",
            """
            hob: 1
            apps:
              - match: {app: org.mozilla.firefox}
                quota: {requestsPerMinute: 50}
              - match: {app: gedit}
                allow: [digest]
              - match: {app: "*"}
                allow: [proofread]
                quota: {requestsPerMinute: 5}
            """);
    Caller claims = new Caller("org.mozilla.firefox", 1000, 9, Caller.Trust.PROCESS);

    assertEquals(Outcome.ALLOW, decide(FIREFOX, "summarize", DataClass.TEXT).outcome());
    Decision denied = decide(claims, "summarize", DataClass.TEXT);
    assertEquals(Outcome.DENY, denied.outcome());
    assertEquals("apps[2].allow", denied.rule());
    assertEquals(Outcome.ALLOW, decide(claims, "proofread", DataClass.TEXT).outcome());
    assertEquals(5, decide(claims, "proofread", DataClass.TEXT).quota().requestsPerMinute());
    assertEquals(50, decide(FIREFOX, "proofread", DataClass.TEXT).quota().requestsPerMinute());
    assertEquals("apps[1].allow", decide(OTHER, "proofread", DataClass.TEXT).rule());
  }

  @Test
  void theUsersAppRulesOnlyTakeAwayFromTheAdmins() throws IOException {
    house()
        .write(
            "admin",
            "a.yaml",
            "hob: 1\napps: [{match: {app: gedit}, allow: [summarize], quota:"
                + " {requestsPerMinute: 5}}]\n");
    house()
        .write(
            "user",
            "u.yaml",
            "hob: 1\napps: [{match: {app: gedit}, allow: [proofread, summarize], quota:"
                + " {requestsPerMinute: 50, tokensPerDay: 9}}]\n");

    assertEquals(Outcome.DENY, decide(OTHER, "proofread", DataClass.TEXT).outcome());
    Decision decision = decide(OTHER, "summarize", DataClass.TEXT);
    assertEquals(Outcome.ALLOW, decision.outcome());
    assertEquals(new Decision.Quota(5, 9), decision.quota());
  }

  @Test
  void aDataClassWithoutPlacesIsDenied() throws IOException {
    house().write("user", "u.yaml", "hob: 1\ndata: {mail: {places: []}}\n");

    Decision decision = decide(OTHER, "summarize", DataClass.MAIL);

    assertEquals(Outcome.DENY, decision.outcome());
    assertEquals("data.mail.places", decision.rule());
  }

  @Test
  void asksForConsentOnlyAboutWhatIsPermitted() throws IOException {
    house().consent().withdraw("test");
    house().write("admin", "a.yaml", "hob: 1\nfeatures: {act: off}\n");

    assertEquals(Outcome.NEEDS_CONSENT, decide(OTHER, "summarize", DataClass.TEXT).outcome());
    assertEquals(Outcome.DENY, decide(OTHER, "act", DataClass.ACTION).outcome());
  }

  @Test
  void consentTakesHoldWithoutAReload() throws IOException {
    Consent consent = house().consent();
    PolicyStore store = house().store();
    Files.delete(Path.of(consent.source()));
    assertEquals(Outcome.NEEDS_CONSENT, outcome(store));
    Files.writeString(Path.of(consent.source()), "{\"hob\": 1, \"given\": tr");
    assertEquals(Outcome.NEEDS_CONSENT, outcome(store));
    Files.writeString(Path.of(consent.source()), "{\"hob\": 1, \"given\": \"true\"}");
    assertEquals(Outcome.NEEDS_CONSENT, outcome(store));

    house().consent().give("hob enable");

    assertEquals(Outcome.ALLOW, outcome(store));
    assertTrue(Files.readString(Path.of(consent.source())).contains("hob enable"));
  }

  private static Outcome outcome(PolicyStore store) {
    return store.decide(OTHER, "summarize", DataClass.TEXT).outcome();
  }

  private Decision decide(Caller caller, String feature, DataClass dataClass) {
    return house().store().decide(caller, feature, dataClass);
  }

  private PolicyHouse house() {
    return new PolicyHouse(root);
  }
}
