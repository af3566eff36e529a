// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hob.engine.state.PrivateFile;
import dev.hob.router.Circumstances;
import dev.hob.router.testing.FakeClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptRatesTest {
  private static final Circumstances HERE = new Circumstances("sha256:1", "amx", 2, "model=85");
  private static final KeptRates.Kept RATES =
      new KeptRates.Kept(171.25, 19.5, Instant.parse("2026-01-01T07:00:00Z"));

  private final FakeClock clock = new FakeClock();
  private final Path state;
  private final Path file;

  KeptRatesTest(@TempDir Path root) {
    state = root.resolve("state");
    file = state.resolve("rates");
  }

  private KeptRates process() {
    return KeptRates.in(file, clock::instant);
  }

  private boolean known() {
    return process().find(HERE).equals(Optional.of(RATES));
  }

  private void keep() {
    process().keep(HERE, RATES);
    assertTrue(known());
  }

  /// Against a plain map, over many processes; what is older than a month goes.
  @Test
  void aLaterProcessFindsWhatEarlierOnesKept() {
    long seed = Long.getLong("hob.seed", System.nanoTime());
    Random random = new Random(seed);
    Map<Circumstances, KeptRates.Kept> model = new HashMap<>();
    for (int i = 0; i < 200; i++) {
      Circumstances where =
          new Circumstances(
              "sha256:" + random.nextInt(3),
              random.nextBoolean() ? "amx" : "vector",
              1 + random.nextInt(2),
              "model=" + random.nextInt(2));
      KeptRates.Kept rates =
          new KeptRates.Kept(
              (1 + random.nextInt(5_000_000)) / 1000.0,
              (1 + random.nextInt(500_000)) / 1000.0,
              clock.instant());
      process().keep(where, rates);
      model.put(where, rates);
      clock.advance(Duration.ofHours(random.nextInt(72)));
      KeptRates later = process();
      model.forEach((key, value) -> {
        boolean fresh = value.at().plus(Duration.ofDays(30)).isAfter(clock.instant());
        assertEquals(
            fresh ? Optional.of(value) : Optional.empty(), later.find(key), "seed " + seed);
      });
    }
  }

  @Test
  void ratesHoldOnlyUnderTheSameCircumstances() {
    keep();
    for (Circumstances other :
        new Circumstances[] {
          new Circumstances("sha256:2", "amx", 2, "model=85"),
          new Circumstances("sha256:1", "vector", 2, "model=85"),
          new Circumstances("sha256:1", "amx", 3, "model=85"),
          new Circumstances("sha256:1", "amx", 2, "model=86")
        }) {
      assertEquals(Optional.empty(), process().find(other), other::toString);
    }
  }

  @Test
  void everyByteOfTheFileCounts() throws IOException {
    keep();
    byte[] whole = Files.readAllBytes(file);
    long seed = Long.getLong("hob.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int at = 0; at < whole.length; at++) {
      byte[] wrong = whole.clone();
      wrong[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, wrong);
      assertEquals(Optional.empty(), process().find(HERE), "byte " + at + ", seed " + seed);
      Files.write(file, Arrays.copyOf(whole, at));
      assertEquals(Optional.empty(), process().find(HERE), "cut to " + at);
    }
    Files.write(file, whole);
    assertTrue(known());
  }

  /// Someone who can compute a sum can still write no rate that breaks a prediction.
  @Test
  void ratesThatNoMachineHasAreNotKnown() throws IOException {
    keep();
    String whole = Files.readString(file);
    for (String wrong :
        new String[] {"0.000", "NaN", "-1.000", "1e9", "99999999.000", "171", "", "9999999.999"}) {
      String text = whole.substring(0, whole.indexOf("sum ")).replace("171.250", wrong);
      Files.writeString(file, text + "sum " + PrivateFile.sum(text) + "\n");
      assertEquals(Optional.empty(), process().find(HERE), wrong);
    }
    for (double wrong : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY, 1e-9, 1e9}) {
      keep();
      process().keep(HERE, new KeptRates.Kept(wrong, 1, clock.instant()));
      process().keep(HERE, new KeptRates.Kept(1, wrong, clock.instant()));
      assertTrue(known(), () -> wrong + " took the place of what was kept");
    }
  }

  @Test
  void afterAMonthAndBeforeItsDateItIsNotKnown() {
    keep();
    clock.advance(Duration.ofDays(29));
    assertTrue(known());
    clock.advance(Duration.ofDays(1));
    assertFalse(known());
    KeptRates.Kept future = new KeptRates.Kept(1, 1, clock.instant().plusSeconds(60));
    process().keep(HERE, future);
    assertEquals(Optional.empty(), process().find(HERE));
    process().keep(HERE, new KeptRates.Kept(2, 1, clock.instant()));
    assertEquals(2, process().find(HERE).orElseThrow().prefillTokensPerSecond());
  }

  @Test
  void aFileThatIsNotThisUsersAloneSaysNothing() throws IOException {
    keep();
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    for (String mode : new String[] {"rw-r--r--", "rw--w----", "rw-----w-"}) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
      assertFalse(known(), mode);
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertTrue(known());
    Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxrwx---"));
    assertFalse(known());
    Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwx------"));
    Path moved = Files.move(file, state.resolve("moved"));
    Files.createSymbolicLink(file, moved);
    assertFalse(known());
  }

  @Test
  void aFileOfAnotherUserSaysNothing() throws IOException {
    keep();
    int own = (Integer) Files.getAttribute(file, "unix:uid");
    assumeTrue(own == 0, "needs root: chown");
    Files.setAttribute(file, "unix:uid", 12345);
    assertFalse(known());
  }

  @Test
  void whereNothingCanBeWrittenNothingIsKept() throws IOException {
    Path nowhere = Files.writeString(state.resolveSibling("plain"), "").resolve("rates");
    KeptRates.in(nowhere, clock::instant).keep(HERE, RATES);
    assertEquals(Optional.empty(), KeptRates.in(nowhere, clock::instant).find(HERE));
    Files.createDirectories(file);
    process().keep(HERE, RATES);
    assertFalse(known());
    KeptRates.nothing().keep(HERE, RATES);
    assertEquals(Optional.empty(), KeptRates.nothing().find(HERE));
  }

  @Test
  void theFileStaysShort() throws IOException {
    for (int i = 0; i < 200; i++) {
      Circumstances where = new Circumstances("sha256:" + i, "amx", 2, "model=85");
      process().keep(where, new KeptRates.Kept(1, 1, clock.instant()));
      clock.advance(Duration.ofSeconds(1));
      assertTrue(process().find(where).isPresent(), "the newest stays");
    }
    assertTrue(Files.size(file) < 1 << 14);
    assertEquals(66, Files.readAllLines(file).size());
  }
}
