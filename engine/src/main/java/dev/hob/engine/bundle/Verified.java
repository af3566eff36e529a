// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import dev.hob.engine.state.Uid;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What is known of bundles whose files were hashed before, so that they need not be hashed again:
/// 1.2 GB take most of a second. It counts for the files as they were: see [FolderFacts] for what
/// is compared and whose files are never trusted.
///
/// With a [StampFile] this outlives the process. Whatever is odd about that file, or older than
/// [#LASTS], is not known. Thread-safe.
public final class Verified {
  /// After that a bundle is hashed again, so that a disk that forgets is found out.
  private static final Duration LASTS = Duration.ofDays(30);

  /// The kernel's times of change lag behind by one tick, at most 10 ms.
  private static final Duration TICK = Duration.ofSeconds(1);

  private final Clock clock;
  private final long uid;
  private final Optional<StampFile> file;
  private final Map<StampFile.Key, StampFile.Stamp> known = new HashMap<>();
  private boolean read;

  /// What a digest is of.
  public enum Claim {
    /// The bundle's files, which were compared with its manifest: [Digests#bundle(Path)].
    BUNDLE,
    /// Config and weights of an adapter: [Adapter#digest].
    ADAPTER
  }

  /// What this process finds, kept in memory.
  public Verified(Clock clock) {
    this(clock, Optional.empty(), Uid.own());
  }

  /// What this process and those before it found.
  ///
  /// @param file it is made when there is something to keep; its folder as well
  public Verified(Clock clock, Path file) {
    this(clock, Optional.of(file), Uid.own());
  }

  Verified(Clock clock, Optional<Path> file, long uid) {
    this.clock = clock;
    this.uid = uid;
    this.file = file.map(path -> new StampFile(path, uid));
  }

  /// Nothing is known, and nothing is kept.
  public static Verified nothing() {
    return new Verified(Clock.systemUTC(), Optional.empty(), Uid.NOBODY);
  }

  /// How the files of `folder` lie there now. Look first, read and hash after.
  Look look(Path folder) {
    return new Look(folder);
  }

  /// What was known of `folder` counts no more: it is to be hashed really.
  public synchronized void forget(Path folder) {
    recall();
    String path = StampFile.path(folder);
    if (known.keySet().removeIf(key -> key.path().equals(path))) {
      file.ifPresent(it -> it.write(known));
    }
  }

  private synchronized Optional<String> digest(StampFile.Key key, FolderFacts facts) {
    recall();
    Instant now = clock.instant();
    return Optional.ofNullable(known.get(key))
        .filter(stamp -> stamp.facts().equals(facts.digest()))
        .filter(stamp -> !stamp.at().isAfter(now) && stamp.at().plus(LASTS).isAfter(now))
        .map(StampFile.Stamp::digest);
  }

  private synchronized void keep(StampFile.Key key, FolderFacts facts, String digest) {
    file.ifPresent(it -> it.read().forEach(known::putIfAbsent)); // of another process
    known.put(key, new StampFile.Stamp(facts.digest(), digest, clock.instant()));
    file.ifPresent(it -> it.write(known));
  }

  private void recall() {
    if (!read) {
      read = true;
      file.ifPresent(it -> known.putAll(it.read()));
    }
  }

  /// One folder at one moment.
  final class Look {
    private final Path folder;
    private final Instant from = clock.instant();
    private final Optional<FolderFacts> facts;

    Look(Path folder) {
      this.folder = folder;
      facts = FolderFacts.of(folder, uid);
    }

    /// The digest that was computed of the files as they are.
    Optional<String> digest(Claim claim) {
      return facts.flatMap(now -> Verified.this.digest(key(claim), now));
    }

    /// Keeps a digest that was computed since this look, if nobody can have written meanwhile. A
    /// file that had changed a moment before the look could change again with the same time of
    /// change: it is left for another time.
    void keep(Claim claim, String digest) {
      facts
          .filter(before -> before.changed().isBefore(from.minus(TICK)))
          .filter(before -> FolderFacts.of(folder, uid).filter(before::equals).isPresent())
          .filter(_ -> !digest(claim).equals(Optional.of(digest)))
          .ifPresent(before -> Verified.this.keep(key(claim), before, digest));
    }

    private StampFile.Key key(Claim claim) {
      return new StampFile.Key(StampFile.path(folder), claim);
    }
  }
}
