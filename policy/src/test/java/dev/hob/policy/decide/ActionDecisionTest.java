// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.decide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.policy.ActionCall;
import dev.hob.policy.ActionDecision;
import dev.hob.policy.ActionRules.Risk;
import dev.hob.policy.ActionRules.Rule;
import dev.hob.policy.Caller;
import dev.hob.policy.InvalidPolicyException;
import dev.hob.policy.testing.PolicyHouse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ActionDecisionTest {
  private static final Caller EDITOR = caller("org.example.Editor", Caller.Trust.CONFINED);
  private static final Caller PROGRAM = caller("editor", Caller.Trust.PROCESS);

  @TempDir private Path root;

  @Test
  void byDefaultLowRiskRunsAndAllElseIsConfirmed() {
    assertEquals(Rule.ALLOW, rule(EDITOR, Risk.LOW, false));
    assertEquals(Rule.CONFIRM, rule(EDITOR, Risk.MEDIUM, false));
    assertEquals(Rule.CONFIRM, rule(EDITOR, Risk.HIGH, false));
    assertEquals(Rule.CONFIRM, rule(EDITOR, Risk.LOW, true));
    ActionDecision tainted = decide(EDITOR, "win.save", Risk.LOW, true);
    assertEquals("actions.tainted", tainted.key());
    assertEquals("default", tainted.source());
    assertTrue(tainted.given().allowed());
  }

  @Test
  void theAdminsFirstRuleThatMatchesStandsInThePlaceOfTheRisks() throws IOException {
    house()
        .write(
            "admin",
            "a.yaml",
            """
            hob: 1
            actions:
              apps:
                - match: {app: org.example.Timer, action: start*}
                  rule: allow
                - match: {app: org.example.*}
                  rule: deny
            """);
    ActionDecision start = decide(PROGRAM, "org.example.Timer", "start_timer", Risk.HIGH);
    assertEquals(Rule.ALLOW, start.rule());
    assertEquals("actions.apps[0]", start.key());
    assertTrue(start.source().endsWith("a.yaml:4"), start.source());
    assertEquals(Rule.DENY, decide(PROGRAM, "org.example.Timer", "stop_timer", Risk.LOW).rule());
    assertEquals(Rule.CONFIRM, decide(PROGRAM, "org.other.App", "start", Risk.HIGH).rule());
  }

  @Test
  void taintStaysTheStricterRuleBesideAnAppsOwn() throws IOException {
    admin("{match: {app: org.example.Mail}, rule: allow}");
    ActionCall call = new ActionCall("org.example.Mail", "send", Risk.HIGH, true);
    ActionDecision decision = house().store().decide(EDITOR, call);
    assertEquals(Rule.CONFIRM, decision.rule());
    assertEquals("actions.tainted", decision.key());
  }

  @Test
  void aNameThatCanBeFakedGetsNoMoreThanANamelessCaller() throws IOException {
    admin("{match: {caller: org.example.Editor}, rule: allow}");
    Caller faked = caller("org.example.Editor", Caller.Trust.PROCESS);
    assertEquals(Rule.ALLOW, rule(EDITOR, Risk.HIGH, false));
    assertEquals(Rule.CONFIRM, rule(faked, Risk.HIGH, false));
  }

  @Test
  void aRuleCanTakeAwayByAFakedName() throws IOException {
    admin("{match: {caller: editor}, rule: deny}");
    assertEquals(Rule.DENY, rule(PROGRAM, Risk.LOW, false));
  }

  @ParameterizedTest
  @EnumSource(Rule.class)
  void thePersonsOwnRulesOnlyMakeItStricter(Rule own) throws IOException {
    admin("{match: {app: org.example.Mail}, rule: confirm}");
    house()
        .write(
            "user",
            "u.yaml",
            "hob: 1\nactions:\n  apps:\n    - {match: {app: org.example.Mail}, rule: "
                + own.name().toLowerCase(java.util.Locale.ROOT)
                + "}\n");
    Rule both = decide(EDITOR, "org.example.Mail", "send", Risk.LOW).rule();
    assertEquals(own == Rule.DENY ? Rule.DENY : Rule.CONFIRM, both);
  }

  @Test
  void aUserMaySwitchOffTheYesThatProgramsBringAndNotOn() throws IOException {
    house().write("user", "u.yaml", "hob: 1\nactions: {given: off}\n");
    assertFalse(decide(EDITOR, "win.save", Risk.LOW, false).given().allowed());
    house().write("admin", "a.yaml", "hob: 1\nactions: {given: off}\n");
    house().write("user", "u.yaml", "hob: 1\nactions: {given: on}\n");
    assertThrows(InvalidPolicyException.class, () -> house().store());
  }

  @Test
  void aRuleThatIsNoneOrCouldMatchNothingIsToldWithItsLine() throws IOException {
    house()
        .write(
            "admin",
            "a.yaml",
            """
            hob: 1
            actions:
              apps:
                - rule: allow
                - match: {apps: org.example.Mail}
                  rule: deny
                - match: {app: org.example.Mail}
                  rule: ask
                - match: {app: "*.Mail"}
                  rule: deny
            """);
    InvalidPolicyException broken =
        assertThrows(InvalidPolicyException.class, () -> house().store());
    List<Integer> lines = broken.problems().stream().map(it -> it.at().line()).toList();
    assertEquals(List.of(4, 5, 8, 9), lines, broken::toString);
  }

  @Test
  void eachStepIsToldWithItsSource() throws IOException {
    admin("{match: {app: org.example.Mail}, rule: allow}");
    List<EffectivePolicy.Step> steps =
        house()
            .store()
            .current()
            .reason(EDITOR, new ActionCall("org.example.Mail", "send", Risk.HIGH, true))
            .steps();
    assertEquals(
        List.of("actions.high", "actions.apps[0]", "actions.tainted"),
        steps.stream().map(EffectivePolicy.Step::rule).toList());
  }

  static List<Long> seeds() {
    Long one = Long.getLong("hob.seed");
    return one == null ? List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L) : List.of(one);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void noUserFileEverGivesMoreThanTheAdmin(long seed) throws IOException {
    Random random = new Random(seed);
    house().write("admin", "a.yaml", rules(random));
    List<Rule> admin = decisions();
    house().write("user", "u.yaml", rules(random));
    List<Rule> both = decisions();
    for (int i = 0; i < admin.size(); i++) {
      assertTrue(both.get(i).compareTo(admin.get(i)) >= 0, admin + " then " + both);
    }
  }

  private List<Rule> decisions() throws IOException {
    PolicyStore store = house().store();
    List<Rule> all = new ArrayList<>();
    for (Caller who : List.of(EDITOR, PROGRAM, caller("b.x", Caller.Trust.CONFINED))) {
      for (String app : List.of("a.x", "b.x")) {
        for (String name : List.of("go", "stop")) {
          for (Risk risk : Risk.values()) {
            all.add(store.decide(who, new ActionCall(app, name, risk, false)).rule());
            all.add(store.decide(who, new ActionCall(app, name, risk, true)).rule());
          }
        }
      }
    }
    return all;
  }

  private static String rules(Random random) {
    StringBuilder text = new StringBuilder("hob: 1\nactions:\n  apps:\n");
    for (int i = 0; i < 4; i++) {
      String match =
          switch (random.nextInt(4)) {
            case 0 -> "app: " + pick(random, "a.x", "b*");
            case 1 -> "action: " + pick(random, "go", "st*");
            case 2 -> "caller: " + pick(random, "b.x", "editor");
            default -> "app: a.x, caller: " + pick(random, "b.x", "editor", "unknown");
          };
      String rule = pick(random, "allow", "confirm", "deny");
      text.append("    - {match: {").append(match).append("}, rule: ").append(rule).append("}\n");
    }
    return text.toString();
  }

  private static String pick(Random random, String... words) {
    return words[random.nextInt(words.length)];
  }

  private void admin(String rule) throws IOException {
    house().write("admin", "a.yaml", "hob: 1\nactions:\n  apps:\n    - " + rule + "\n");
  }

  private Rule rule(Caller who, Risk risk, boolean tainted) {
    return decide(who, "win.save", risk, tainted).rule();
  }

  private ActionDecision decide(Caller who, String name, Risk risk, boolean tainted) {
    return house().store().decide(who, new ActionCall("org.example.Notes", name, risk, tainted));
  }

  private ActionDecision decide(Caller who, String app, String name, Risk risk) {
    return house().store().decide(who, new ActionCall(app, name, risk, false));
  }

  private static Caller caller(String app, Caller.Trust trust) {
    return new Caller(app, 1000, 42, trust);
  }

  private PolicyHouse house() {
    return new PolicyHouse(root);
  }
}
