// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.policy.ActionRules;
import dev.hob.policy.Caller;
import dev.hob.policy.DataClass;
import dev.hob.policy.Place;
import dev.hob.policy.PolicyProblem;
import dev.hob.policy.testing.PolicyHouse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyReaderTest {
  private static final String WHOLE =
      """
      hob: 1
      features: {summarize: true, act: false}
      apps:
        - match: {app: org.mozilla.firefox}
          allow: [summarize, proofread]
          quota: {requestsPerMinute: 30, tokensPerDay: 200000}
      data:
        notifications: {places: [device]}
        text: {places: [device, cloud]}
      budgets: {memory: 700MiB, threads: 2, idleUnload: 10m, backgroundHours: "22:00-06:00", onBattery: {background: off, threads: 1}}
      adapters: {requireSignature: true, signers: ["ed25519:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="], allowLocal: true}
      cloud: {endpoint: "https://inference.example.org/v1", model: big, keyFile: /etc/hob/cloud.key, timeout: 20s, retries: 1}
      listen: {tcp: "[::1]:8443", certFile: /c, keyFile: /k, tokenFile: /t}
      retention: {inbox: memory, audit: 90d}
      actions: {low: allow, medium: confirm, high: confirm, tainted: deny}
      """;

  @TempDir private Path root;
  private final PolicyReader reader = new PolicyReader();

  @Test
  void readsEveryKeyOfTheFormat() throws IOException {
    Effective policy = Effective.of(admin(WHOLE).orThrow());

    assertTrue(policy.isOn("summarize"));
    assertTrue(!policy.isOn("act"));
    assertEquals(Set.of(Place.DEVICE, Place.CLOUD), policy.places(DataClass.TEXT));
    assertEquals(Set.of(Place.DEVICE), policy.places(DataClass.NOTIFICATIONS));
    assertEquals(700L << 20, policy.budgets().memoryBytes());
    assertEquals(Duration.ofMinutes(10), policy.budgets().idleUnload());
    assertTrue(policy.power().backgroundHours().orElseThrow().contains(LocalTime.of(23, 0)));
    assertTrue(!policy.power().batteryBackground());
    assertTrue(policy.adapters().requireSignature());
    assertEquals("big", policy.cloud().orElseThrow().model());
    assertEquals(Optional.empty(), policy.cloud().orElseThrow().caFile());
    assertEquals("::1", policy.listen().orElseThrow().host());
    assertEquals(8443, policy.listen().orElseThrow().port());
    assertEquals(Optional.empty(), policy.retention().inbox());
    assertEquals(ActionRules.Rule.DENY, policy.actions().of(ActionRules.Risk.LOW, true));
    AppRule rule = policy.settings().adminApps().getFirst();
    assertTrue(rule.match().covers(caller("org.mozilla.firefox")));
    assertTrue(rule.allows("proofread") && !rule.allows("act"));
    assertEquals(30, rule.quota().requestsPerMinute());
  }

  @Test
  void theDefaultsStandWithoutAnyFile() {
    Effective policy = Effective.of(reader.read(house().folders()).orThrow());

    assertEquals(400L << 20, policy.budgets().memoryBytes());
    assertEquals(2, policy.budgets().threads());
    assertEquals(1800, policy.budgets().deviceTokens());
    assertEquals(Set.of(Place.DEVICE), policy.places(DataClass.TEXT));
    assertTrue(policy.isOn("digest"));
    assertTrue(policy.cloud().isEmpty());
    assertTrue(policy.listen().isEmpty());
  }

  @Test
  void anUnknownKeyIsRefusedWithTheNearestKnownOne() throws IOException {
    assertProblem("hob: 1\nbudgets:\n  treads: 2\n", 3, 3, "budgets.treads", "\"threads\"");
    assertProblem(
        "hob: 1\nfeatures: {sumarize: on}\n", 2, 12, "features.sumarize", "\"summarize\"");
    assertProblem("hob: 1\nclod: off\n", 2, 1, "clod", "\"cloud\"");
    assertProblem("hob: 1\nxylophone: 1\n", 2, 1, "xylophone", "known here: hob, features");
    assertProblem(
        "hob: 1\napps:\n - match: {app: x}\n   alow: []\n", 4, 4, "apps[0].alow", "\"allow\"");
    assertProblem(
        "hob: 1\napps:\n - match: {app: x}\n   allow: [proofraed]\n",
        4,
        12,
        "apps[0].allow",
        "\"proofread\"");
  }

  @Test
  void aWrongValueIsToldWithWhatIsExpected() throws IOException {
    assertProblem("hob: 1\nbudgets: {memory: 700MB}\n", 2, 19, "budgets.memory", "700MiB");
    assertProblem("hob: 1\nbudgets: {threads: two}\n", 2, 20, "budgets.threads", "\"two\"");
    assertProblem("hob: 1\nfeatures: {act: maybe}\n", 2, 17, "features.act", "on or off");
    assertProblem("hob: 1\nretention: {audit: 1h}\n", 2, 20, "retention.audit", "from 1d to 3650d");
    assertProblem("hob: 1\ndata: {text: {places: [moon]}}\n", 2, 23, "data.text.places", "list");
    assertProblem("hob: 2\n", 1, 6, "hob", "from 1 to 1");
    assertProblem("hob: 1\ncloud: on\n", 2, 8, "cloud", "off or a map");
    assertProblem(
        "hob: 1\ncloud: {endpoint: \"http://example.org\", model: m}\n",
        2,
        19,
        "cloud",
        "https://");
    assertProblem(
        "hob: 1\nadapters: {signers: [\"ed25519:AA==\"]}\n", 2, 21, "adapters", "32 bytes");
    assertProblem("hob: 1\napps: [{allow: []}]\n", 2, 8, "apps[0]", "match");
    assertProblem("hob: 1\nlisten: {tcp: \"h:70000\"}\n", 2, 15, "listen.tcp", "127.0.0.1:8443");
  }

  @Test
  void whatIsNotOnePlainYamlMapIsRefused() throws IOException {
    assertProblem("", 1, 1, "", "empty");
    assertProblem("- a\n", 1, 1, "", "hob: 1");
    assertProblem("features: {act: on}\n", 1, 1, "", "has no \"hob: 1\"");
    assertProblem("hob: 1\n---\nhob: 1\n", 3, 1, "", "second document");
    assertProblem("hob: 1\nfeatures: {act: on, act: off}\n", 2, 21, "", "uplicate");
    assertProblem("hob: 1\ndata: &x {}\nbudgets: *x\n", 3, 10, "", "alias");
    assertProblem("hob: [1\nfeatures: {}\n", 2, 9, "", "expected");
  }

  @Test
  void bytesThatAreNotUtf8NameTheirLine() throws IOException {
    Path file = house().write("admin", "a.yaml", "hob: 1\n");
    Files.write(file, "hob: 1\nfeatures: {act: \u00ff}\n".getBytes(StandardCharsets.ISO_8859_1));

    List<PolicyProblem> problems = reader.read(house().folders()).problems();

    assertEquals(2, problems.getFirst().at().line());
    assertTrue(problems.getFirst().message().contains("UTF-8"));
  }

  @Test
  void allProblemsOfAllFilesAreToldAtOnce() throws IOException {
    house().write("admin", "a.yaml", "hob: 1\nfeatures: {acct: on}\nbudgets: {threads: 0}\n");
    house().write("vendor", "b.yml", "hob: 1\nactions: {low: ask}\n");

    List<PolicyProblem> problems = reader.read(house().folders()).problems();

    assertEquals(
        List.of("actions.low", "features.acct", "budgets.threads"),
        problems.stream().map(PolicyProblem::key).toList());
  }

  @Test
  void laterFilesAndStrongerLayersOverrideKeyByKey() throws IOException {
    house().write("vendor", "90.yaml", "hob: 1\nbudgets: {memory: 500MiB, threads: 3}\n");
    house().write("admin", "10.yaml", "hob: 1\nbudgets: {memory: 600MiB}\n");
    house().write("admin", "20.yaml", "hob: 1\nbudgets: {memory: 650MiB}\n");
    house().write("admin", "note.txt", "not read");

    LayeredSettings settings = reader.read(house().folders()).orThrow();

    assertEquals("650MiB", entry(settings, "budgets.memory").shown());
    assertEquals("3", entry(settings, "budgets.threads").shown());
    assertEquals(
        List.of("400MiB", "500MiB", "600MiB", "650MiB"),
        entry(settings, "budgets.memory").said().stream()
            .map(LayeredSettings.Said::value)
            .toList());
    assertTrue(entry(settings, "budgets.memory").at().toString().endsWith("admin/20.yaml:2:11"));
  }

  @Test
  void aUserLayerMayOnlyRestrict() throws IOException {
    house().write("admin", "a.yaml", "hob: 1\nbudgets: {memory: 300MiB}\n");
    assertUserProblem("budgets: {memory: 301MiB}", "300MiB", "a.yaml:2:11");
    assertUserProblem("data: {text: {places: [device, cloud]}}", "[device]", "default");
    assertUserProblem("actions: {medium: allow}", "confirm", "default");
    assertUserProblem("retention: {audit: 1d}", "90d", "default");
    assertUserProblem(
        "cloud: {endpoint: \"https://example.org\", model: m}", "no admin layer sets it", "");
    assertUserProblem("retention: {inbox: 7d}", "memory", "default");
  }

  @Test
  void aPersonGivesMemoryWhereNoAdminHasSpoken() throws IOException {
    house().write("user", "memory.yaml", "hob: 1\nbudgets: {memory: 2GiB}\n");
    Effective policy = Effective.of(reader.read(house().folders()).orThrow());
    assertEquals(2L << 30, policy.budgets().memoryBytes());
  }

  @Test
  void aUserLayerMaySwitchOffAndLower() throws IOException {
    house().write("admin", "a.yaml", WHOLE);
    house()
        .write(
            "user",
            "u.yaml",
            "hob: 1\nfeatures: {summarize: off}\nbudgets: {memory: 100MiB, backgroundHours:"
                + " \"23:00-05:00\"}\ncloud: off\nlisten: off\nactions: {low: deny}\n"
                + "data: {text: {places: []}}\n");

    Effective policy = Effective.of(reader.read(house().folders()).orThrow());

    assertTrue(!policy.isOn("summarize"));
    assertEquals(100L << 20, policy.budgets().memoryBytes());
    assertTrue(policy.cloud().isEmpty());
    assertTrue(policy.listen().isEmpty());
    assertTrue(policy.places(DataClass.TEXT).isEmpty());
  }

  @Test
  void hoursThatReachBeyondTheAdminsAreAViolation() throws IOException {
    house().write("admin", "a.yaml", "hob: 1\nbudgets: {backgroundHours: \"22:00-06:00\"}\n");
    assertUserProblem("budgets: {backgroundHours: \"21:00-05:00\"}", "22:00-06:00", "a.yaml:2:11");
    assertUserProblem("budgets: {backgroundHours: \"23:00-22:30\"}", "22:00-06:00", "a.yaml:2:11");
  }

  @Test
  void halfACloudIsToldWithWhatIsMissing() throws IOException {
    assertProblem("hob: 1\ncloud: {model: m}\n", 2, 9, "cloud", "cloud.endpoint");
    assertProblem(
        "hob: 1\nlisten: {tcp: \"localhost:1\", certFile: /c, keyFile: /k}\n",
        2,
        44,
        "listen",
        "listen.tokenFile");
  }

  @Test
  void filesCanBeCheckedBeforeTheyArePutInPlace() throws IOException {
    house().write("admin", "a.yaml", "hob: 1\nbudgets: {threads: 1}\n");
    Path draft = house().write("draft", "u.yaml", "hob: 1\nbudgets: {threads: 2}\n");

    assertEquals(1, reader.read(house().folders(), List.of(draft), Layer.USER).problems().size());
    assertEquals(0, reader.read(house().folders(), List.of(draft), Layer.ADMIN).problems().size());
    assertEquals(
        1,
        reader
            .read(house().folders(), List.of(root.resolve("none.yaml")), Layer.ADMIN)
            .problems()
            .size());
  }

  private void assertProblem(String text, int line, int column, String key, String words)
      throws IOException {
    List<PolicyProblem> problems = admin(text).problems();
    assertTrue(!problems.isEmpty(), text);
    PolicyProblem first = problems.getFirst();
    assertEquals(
        line + ":" + column, first.at().line() + ":" + first.at().column(), first::toString);
    assertTrue(first.key().startsWith(key), first::toString);
    assertTrue(first.message().contains(words), first::toString);
  }

  private void assertUserProblem(String text, String adminValue, String adminPlace)
      throws IOException {
    house().write("user", "u.yaml", "hob: 1\n" + text + "\n");
    List<PolicyProblem> problems = reader.read(house().folders()).problems();
    assertTrue(!problems.isEmpty(), text);
    PolicyProblem first = problems.getFirst();
    assertTrue(first.at().file().endsWith("u.yaml") && first.at().line() == 2, first::toString);
    assertTrue(first.message().contains(adminValue), first::toString);
    assertTrue(first.message().contains(adminPlace), first::toString);
  }

  private static LayeredSettings.Entry entry(LayeredSettings settings, String path) {
    LayeredSettings.Entry entry = settings.entries().get(path);
    assertNotNull(entry, path);
    return entry;
  }

  private PolicyReader.Reading admin(String text) throws IOException {
    house().write("admin", "a.yaml", text);
    return reader.read(house().folders());
  }

  private PolicyHouse house() {
    return new PolicyHouse(root);
  }

  private static Caller caller(String app) {
    return new Caller(app, 1000, 1, Caller.Trust.PROCESS);
  }
}
