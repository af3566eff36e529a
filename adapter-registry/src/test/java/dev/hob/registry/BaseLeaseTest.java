// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.Generation;
import dev.hob.engine.GenerationRequest;
import dev.hob.engine.TokenEvent;
import dev.hob.engine.bundle.BaseManifest;
import dev.hob.engine.constrain.TokenConstraint;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.sample.Sampling;
import dev.hob.engine.testing.TinyBase;
import dev.hob.registry.testing.TinyRoots;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaseLeaseTest {
  @TempDir private Path root;
  private final Ledger ledger = new Ledger();
  private TinyRoots roots;
  private LocalRegistry registry;

  @BeforeEach
  void open() throws IOException {
    roots = TinyRoots.filled(root);
    registry = roots.open(ledger);
  }

  @AfterEach
  void everythingIsGivenBack() {
    registry.close();
    assertEquals(0, ledger.total(), () -> ledger.snapshot().toString());
  }

  @Test
  void aLeasedBaseAnswersWithTheLeasedAdapter() throws InterruptedException {
    List<Integer> first;
    try (BaseLease base = registry.leaseBase();
        AdapterLease summarize = registry.lease("summarize").orElseThrow();
        AdapterLease proofread = registry.lease("proofread").orElseThrow()) {
      first = tokens(base, summarize);
      assertEquals(12, first.size());
      assertFalse(first.equals(tokens(base, proofread)));
      assertTrue(ledger.bytes(Ledger.Owner.BASE) > 0);
    }
    long mapped = ledger.bytes(Ledger.Owner.BASE);

    assertEquals(mapped, registry.unloadIdleBase());

    assertEquals(0, ledger.bytes(Ledger.Owner.BASE));
    assertEquals(0, registry.unloadIdleBase());
    try (BaseLease base = registry.leaseBase();
        AdapterLease summarize = registry.lease("summarize").orElseThrow()) {
      assertEquals(first, tokens(base, summarize));
    }
  }

  @Test
  void aLeasedBaseIsNotUnloaded() {
    try (BaseLease one = registry.leaseBase();
        BaseLease two = registry.leaseBase()) {
      assertTrue(one.base() == two.base());
      one.close();
      one.close();
      assertEquals(0, registry.unloadIdleBase());
      assertTrue(registry.isResident(two.base().manifest().digest()));
    }
  }

  @Test
  void aLeaseKeepsItsBaseWhenAnotherBecomesActive() throws IOException, InterruptedException {
    Path next = roots.source("next");
    BaseManifest other = roots.base(next, TinyBase.seeded(8), "2.0.0", false);
    registry.install(next, InstallOptions.bundle());
    try (BaseLease old = registry.leaseBase();
        AdapterLease bare = registry.lease("").orElseThrow()) {
      registry.activateBase("tiny", "2.0.0");
      try (BaseLease fresh = registry.leaseBase()) {
        assertEquals(other.digest(), fresh.base().manifest().digest());
        assertEquals(12, tokens(old, bare).size());
      }
    }
    assertEquals(1, registry.bases().stream().filter(it -> it.state().equals("active")).count());
  }

  @Test
  void thereIsNoLeaseWithoutABase() {
    try (LocalRegistry empty = TinyRoots.in(root.resolve("nothing")).open(ledger)) {
      assertThrows(UnknownBundleException.class, empty::leaseBase);
      assertTrue(empty.lease("summarize").isEmpty());
      assertEquals(List.of(), empty.adapters());
    }
  }

  @Test
  void aClosedRegistryLeasesNothing() {
    registry.close();
    assertThrows(IllegalStateException.class, registry::leaseBase);
  }

  @Test
  void leasingAndUnloadingFromManyThreadsNeverMeets() throws InterruptedException {
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Random random = new Random(i);
      threads.add(
          Thread.ofPlatform()
              .uncaughtExceptionHandler((_, e) -> failures.add(e))
              .start(() -> {
                for (int step = 0; step < 12; step++) {
                  if (random.nextInt(3) == 0) {
                    registry.unloadIdleBase();
                  } else {
                    try (BaseLease lease = registry.leaseBase()) {
                      // Reads mapped memory: an unmapped base throws here.
                      lease.base().embedding().toString();
                      lease.engine().figures();
                    }
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(List.of(), List.copyOf(failures));
    registry.unloadIdleBase();
    assertEquals(0, ledger.bytes(Ledger.Owner.BASE));
  }

  private static List<Integer> tokens(BaseLease base, AdapterLease adapter)
      throws InterruptedException {
    GenerationRequest request =
        new GenerationRequest(
            base.base().tokenizer().encode("the rain in the north"),
            0,
            adapter.adapters(),
            12,
            Sampling.GREEDY,
            TokenConstraint.NONE,
            new int[0]);
    List<Integer> tokens = new ArrayList<>();
    try (Generation generation = base.engine().submit(request)) {
      while (true) {
        switch (generation.next()) {
          case TokenEvent.Started _ -> {}
          case TokenEvent.Token token -> tokens.add(token.id());
          case TokenEvent.Finished finished -> {
            assertEquals(TokenEvent.Why.LENGTH, finished.why());
            return tokens;
          }
        }
      }
    }
  }
}
