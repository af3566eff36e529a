// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hob.engine.state.Uid;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifiedTest {
  private static final String ONE = "sha256:" + "1".repeat(64);

  /// Files that a test has just written are old enough to be believed.
  private static final Clock LATER = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(1));

  @TempDir Path root;
  private Path folder;
  private Path weights;
  private Path stamps;

  @BeforeEach
  void verifyOnce() throws IOException {
    folder = Files.createDirectory(root.resolve("bundle"));
    private755(folder);
    weights = Files.writeString(folder.resolve("weights"), "abcdef");
    private644(weights);
    private644(Files.writeString(folder.resolve("manifest"), "{}"));
    stamps = root.resolve("state").resolve("verified");
    keep(LATER);
    assertTrue(known());
  }

  @Test
  void aLaterProcessKnowsWhatAnEarlierOneFound() throws IOException {
    assertEquals(Optional.of(ONE), digest(LATER));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(stamps)));
  }

  @Test
  void eachClaimStandsForItself() {
    Verified.Look look = later().look(folder);

    assertEquals(Optional.empty(), look.digest(Verified.Claim.ADAPTER));
    look.keep(Verified.Claim.ADAPTER, "sha256:" + "2".repeat(64));
    assertEquals(
        Optional.of("sha256:" + "2".repeat(64)),
        later().look(folder).digest(Verified.Claim.ADAPTER));
    assertEquals(Optional.of(ONE), digest(LATER));
  }

  @Test
  void aByteChangedUnderARestoredDateIsSeen() throws IOException {
    FileTime date = Files.getLastModifiedTime(weights);
    Files.writeString(weights, "abcdeX");
    Files.setLastModifiedTime(weights, date);

    assertFalse(known());
  }

  @Test
  void aFileCutShortInPlaceIsSeen() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(weights.toFile(), "rw")) {
      file.setLength(3);
    }

    assertFalse(known());
  }

  @Test
  void aFileThatWasOnlyTouchedIsHashedAgain() throws IOException {
    Files.setLastModifiedTime(weights, FileTime.fromMillis(0));

    assertFalse(known());
  }

  @Test
  void aFileRenamedOverAnotherIsSeen() throws IOException {
    Path other = root.resolve("other");
    Files.copy(weights, other, StandardCopyOption.COPY_ATTRIBUTES);
    Files.move(other, weights, StandardCopyOption.ATOMIC_MOVE);

    assertFalse(known());
  }

  @Test
  void anotherFolderOfTheSameNameIsSeen() throws IOException {
    Files.move(folder, root.resolve("old"));
    Files.createDirectory(folder);
    for (String name : new String[] {"weights", "manifest"}) {
      Files.copy(
          root.resolve("old").resolve(name),
          folder.resolve(name),
          StandardCopyOption.COPY_ATTRIBUTES);
    }

    assertFalse(known());
  }

  @Test
  void aFileMoreAndAFileLessAreSeen() throws IOException {
    Path more = Files.writeString(folder.resolve("more"), "");
    private644(more);
    assertFalse(known());

    keep(LATER);
    assertTrue(known());
    Files.delete(more);
    assertFalse(known());
  }

  @Test
  void whatOthersMayWriteIsNeverKnown() throws IOException {
    for (String mode : new String[] {"rw-rw-r--", "rw-r--rw-"}) {
      Files.setPosixFilePermissions(weights, PosixFilePermissions.fromString(mode));
      keep(LATER);
      assertFalse(known(), mode);
    }
    private644(weights);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    keep(LATER);
    assertFalse(known());
  }

  @Test
  void filesOfAnotherUserAreNeverKnown() throws IOException {
    assumeTrue(Uid.own() == 0, "needs root: chown");
    Files.setAttribute(weights, "unix:uid", 12345);
    keep(LATER);

    assertFalse(known());
  }

  @Test
  void linksAreNeverKnown() throws IOException {
    Files.createSymbolicLink(folder.resolve("link"), weights);
    keep(LATER);
    assertFalse(known());

    Files.delete(folder.resolve("link"));
    keep(LATER);
    assertTrue(known());
    Path link = Files.createSymbolicLink(root.resolve("link"), folder);
    later().look(link).keep(Verified.Claim.BUNDLE, ONE);
    assertEquals(Optional.empty(), later().look(link).digest(Verified.Claim.BUNDLE));
  }

  @Test
  void whatChangesWhileItIsHashedIsNotKept() throws IOException {
    Verified verified = later();
    Files.writeString(weights, "before");
    Verified.Look look = verified.look(folder);
    Files.writeString(weights, "behind");
    look.keep(Verified.Claim.BUNDLE, ONE);

    assertFalse(known());
  }

  /// It could be written again within the same tick of the kernel's clock.
  @Test
  void whatWasWrittenAMomentAgoIsNotKept() throws IOException {
    Files.writeString(weights, "now");
    keep(Clock.fixed(Files.getLastModifiedTime(weights).toInstant(), Clock.systemUTC().getZone()));

    assertFalse(known());
  }

  @Test
  void afterAMonthItIsHashedAgain() {
    assertEquals(Optional.of(ONE), digest(Clock.offset(LATER, Duration.ofDays(29))));
    assertEquals(Optional.empty(), digest(Clock.offset(LATER, Duration.ofDays(31))));
  }

  @Test
  void whatWasKeptInTheFutureIsNotKnown() {
    assertEquals(Optional.empty(), digest(Clock.offset(LATER, Duration.ofDays(-1))));
  }

  @Test
  void whatIsForgottenIsHashedAgainByLaterProcessesToo() {
    Verified verified = later();
    assertTrue(verified.look(folder).digest(Verified.Claim.BUNDLE).isPresent());

    verified.forget(folder);

    assertEquals(Optional.empty(), verified.look(folder).digest(Verified.Claim.BUNDLE));
    assertFalse(known());
  }

  @Test
  void everyByteOfTheStampFileCounts() throws IOException {
    byte[] whole = Files.readAllBytes(stamps);
    for (int at = 0; at < whole.length; at++) {
      byte[] wrong = whole.clone();
      wrong[at] ^= 1;
      Files.write(stamps, wrong);
      assertFalse(known(), "byte " + at);
    }
    for (int length = 0; length < whole.length; length++) {
      Files.write(stamps, Arrays.copyOf(whole, length));
      assertFalse(known(), "cut to " + length);
    }
    Files.write(stamps, whole);
    assertTrue(known());
  }

  @Test
  void aStampFileThatIsNotThisUsersAloneSaysNothing() throws IOException {
    Files.setPosixFilePermissions(stamps, PosixFilePermissions.fromString("rw-r--r--"));
    assertFalse(known());

    Files.setPosixFilePermissions(stamps, PosixFilePermissions.fromString("rw-------"));
    assertTrue(known());
    Path state = root.resolve("state");
    Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertFalse(known());

    Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwx------"));
    Path moved = Files.move(stamps, root.resolve("moved"));
    Files.createSymbolicLink(stamps, moved);
    assertFalse(known());
  }

  @Test
  void aStampFileOfAnotherUserSaysNothing() {
    long other = Uid.own() + 1;
    StampFile foreign = new StampFile(stamps, other);

    assertEquals(Map.of(), foreign.read());
    assertEquals(1, new StampFile(stamps, Uid.own()).read().size());
  }

  @Test
  void aStampFileThatHasGrownBeyondItsLimitSaysNothing() throws IOException {
    try (FileChannel file = FileChannel.open(stamps, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(new byte[] {0}), 1L << 30);
    }

    assertFalse(known());
  }

  @Test
  void whereNothingCanBeWrittenEverythingIsHashed() throws IOException {
    Path nowhere = Files.writeString(root.resolve("plain"), "").resolve("verified");
    new Verified(LATER, nowhere).look(folder).keep(Verified.Claim.BUNDLE, ONE);

    assertEquals(
        Optional.empty(), new Verified(LATER, nowhere).look(folder).digest(Verified.Claim.BUNDLE));
  }

  @Test
  void withoutAFileItIsKnownToThisProcessAlone() {
    Verified verified = new Verified(LATER);
    verified.look(folder).keep(Verified.Claim.BUNDLE, ONE);

    assertEquals(Optional.of(ONE), verified.look(folder).digest(Verified.Claim.BUNDLE));
    assertEquals(Optional.empty(), new Verified(LATER).look(folder).digest(Verified.Claim.BUNDLE));
  }

  @Test
  void whatDidNotPassIsAskedAgain() throws IOException {
    Path adapter = Files.createDirectory(root.resolve("adapter"));
    private755(adapter);
    Files.writeString(adapter.resolve("weights"), "good");
    AdapterManifest manifest =
        new AdapterManifest(
                "name",
                "1.0.0",
                "role",
                "native",
                ONE,
                "",
                AdapterManifest.Recovery.NONE,
                4,
                "Apache-2.0",
                "",
                Optional.empty())
            .seal(adapter);
    Verified verified = later();
    manifest.verifyFiles(adapter, verified);
    Files.writeString(adapter.resolve("weights"), "evil");

    for (int i = 0; i < 2; i++) {
      assertThrows(CorruptBundleException.class, () -> manifest.verifyFiles(adapter, verified));
    }
  }

  private Verified later() {
    return new Verified(LATER, stamps);
  }

  private void keep(Clock clock) {
    new Verified(clock, stamps).look(folder).keep(Verified.Claim.BUNDLE, ONE);
  }

  private Optional<String> digest(Clock clock) {
    return new Verified(clock, stamps).look(folder).digest(Verified.Claim.BUNDLE);
  }

  private boolean known() {
    return digest(LATER).isPresent();
  }

  private static void private644(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
  }

  private static void private755(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
