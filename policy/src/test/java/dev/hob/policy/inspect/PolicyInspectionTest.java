// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.policy.Caller;
import dev.hob.policy.DataClass;
import dev.hob.policy.Decision;
import dev.hob.policy.layer.Layer;
import dev.hob.policy.testing.PolicyHouse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyInspectionTest {
  @TempDir private Path root;

  @Test
  void showsEachKeyWithTheValueOfEachLayer() throws IOException {
    Path admin = house().write("admin", "a.yaml", "hob: 1\nbudgets: {threads: 4}\n");
    Path user = house().write("user", "u.yaml", "hob: 1\nbudgets: {threads: 3}\n");

    PolicyInspection.Shown threads =
        inspection().show().stream()
            .filter(shown -> shown.key().equals("budgets.threads"))
            .findFirst()
            .orElseThrow();

    assertEquals("3", threads.value());
    assertEquals(user + ":2", threads.source());
    assertEquals(
        List.of(
            new PolicyInspection.LayerValue("default", "2", "default"),
            new PolicyInspection.LayerValue("admin", "4", admin + ":2"),
            new PolicyInspection.LayerValue("user", "3", user + ":2")),
        threads.layers());
  }

  @Test
  void explainsADecisionStepByStep() throws IOException {
    Path file =
        house()
            .write("admin", "a.yaml", "hob: 1\napps:\n- match: {app: gedit}\n  allow: [digest]\n");

    PolicyInspection.Explanation why =
        inspection()
            .explain(
                new Caller("gedit", 1000, 1, Caller.Trust.PROCESS), "summarize", DataClass.TEXT);

    assertEquals(Decision.Outcome.DENY, why.decision().outcome());
    assertEquals("features.summarize", why.steps().getFirst().rule());
    assertEquals(file + ":4", why.steps().getLast().source());
    assertTrue(why.steps().getLast().stopped());
    assertEquals("features.summarize", why.keys().getFirst().key());
  }

  @Test
  void checksFilesAndDrafts() throws IOException {
    house().write("admin", "a.yaml", "hob: 1\n");
    Path draft = house().write("draft", "d.yaml", "hob: 1\nfeature: {}\n");

    assertTrue(inspection().check().problems().isEmpty());
    assertEquals(
        draft + ":2:1: feature: unknown key \"feature\"; did you mean \"features\"?",
        inspection().check(List.of(draft), Layer.ADMIN).problems().getFirst().toString());
  }

  @Test
  void findsItsFilesByTheEnvironment() throws IOException {
    Path user = house().write("config/hob/policy.d", "u.yaml", "hob: 1\n");
    Path admin = house().write("admin", "a.yaml", "hob: 1\n");

    PolicyInspection inspection =
        PolicyInspection.of(
            Map.of(
                "HOME",
                root.toString(),
                "XDG_CONFIG_HOME",
                root.resolve("config").toString(),
                "HOB_POLICY_VENDOR",
                root.resolve("vendor").toString(),
                "HOB_POLICY_ADMIN",
                root.resolve("admin").toString()),
            InstantSource.system());

    assertEquals(List.of("default", admin.toString(), user.toString()), inspection.check().files());
  }

  private PolicyInspection inspection() {
    return new PolicyInspection(house().folders(), house().consent());
  }

  private PolicyHouse house() {
    return new PolicyHouse(root);
  }
}
