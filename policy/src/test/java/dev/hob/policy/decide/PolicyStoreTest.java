// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.decide;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.policy.InvalidPolicyException;
import dev.hob.policy.testing.PolicyHouse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyStoreTest {
  @TempDir private Path root;

  @Test
  void aReloadTellsWhatChangedWithItsLine() throws IOException {
    PolicyStore store = house().store();
    List<PolicyChange> heard = new CopyOnWriteArrayList<>();
    store.listen((_, changes) -> heard.addAll(changes));
    Path file =
        house().write("admin", "a.yaml", "hob: 1\nbudgets: {threads: 1}\nfeatures: {act: off}\n");

    PolicyStore.Reload reload = store.reload();

    List<PolicyChange> expected =
        List.of(
            new PolicyChange("features.act", Optional.of("on"), Optional.of("off"), file + ":3"),
            new PolicyChange("budgets.threads", Optional.of("2"), Optional.of("1"), file + ":2"));
    assertEquals(expected, assertInstanceOf(PolicyStore.Reload.Applied.class, reload).changes());
    assertEquals(expected, heard);
    assertEquals(1, store.budgets().threads());
  }

  @Test
  void aBrokenFileChangesNothingAndIsRemembered() throws IOException {
    house().write("admin", "a.yaml", "hob: 1\nbudgets: {threads: 1}\n");
    PolicyStore store = house().store();
    EffectivePolicy before = store.current();
    house().write("admin", "a.yaml", "hob: 1\nbudgets: {threads: 7}\n");
    house().write("admin", "b.yaml", "hob: 1\nbudgets: {memry: 300MiB}\n");

    assertInstanceOf(PolicyStore.Reload.Rejected.class, store.reload());

    assertTrue(store.current() == before);
    assertEquals("budgets.memry", store.status().problems().getFirst().key());

    house().write("admin", "b.yaml", "hob: 1\nbudgets: {memory: 300MiB}\n");
    store.reload();
    assertEquals(7, store.budgets().threads());
    assertEquals(300L << 20, store.budgets().memoryBytes());
    assertTrue(store.status().problems().isEmpty());
  }

  @Test
  void thereIsNoStartOnABrokenPolicy() throws IOException {
    house().write("admin", "a.yaml", "hob: 1\nfeatures: {act: off\n");

    InvalidPolicyException e = assertThrows(InvalidPolicyException.class, () -> house().store());

    assertTrue(e.problems().getFirst().at().file().endsWith("a.yaml"), e::getMessage);
  }

  @Test
  void aReloadWithoutADifferenceTellsNobody() {
    PolicyStore store = house().store();
    List<PolicyChange> heard = new CopyOnWriteArrayList<>();
    store.listen((_, changes) -> heard.addAll(changes));

    store.reload();

    assertTrue(heard.isEmpty());
  }

  @Test
  void watchingSeesFilesInFoldersThatDidNotExist() throws IOException {
    PolicyStore store = house().store();
    List<PolicyStore.Reload> reloads = new CopyOnWriteArrayList<>();
    try (PolicyWatch _ = PolicyWatch.start(store, reloads::add)) {
      house().write("user", "u.yaml", "hob: 1\nbudgets: {threads: 1}\n");
      await().until(() -> store.budgets().threads() == 1);

      house().write("user", "u.yaml", "hob: 1\nbudgets: {threads: 99}\n");
      await().until(() -> !store.status().problems().isEmpty());
      assertEquals(1, store.budgets().threads());
    }
    assertTrue(
        Thread.getAllStackTraces().keySet().stream()
            .noneMatch(thread -> thread.getName().equals("hob-policy-watch")));
  }

  private PolicyHouse house() {
    return new PolicyHouse(root);
  }
}
