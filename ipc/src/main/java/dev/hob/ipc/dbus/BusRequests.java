// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.dbus;

import dev.hob.features.Features;
import dev.hob.features.Problem;
import dev.hob.features.ProblemException;
import dev.hob.router.Prediction;
import dev.hob.router.Refusal;
import dev.hob.router.RefusedException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

/// The Request objects on the bus: whose each is, and how to cancel it. Thread-safe.
///
/// The path is made of the caller's unique name and the token it chose, so that it can subscribe
/// before it calls. A token in use is an error, never reused.
final class BusRequests {
  static final String FOLDER = "/dev/hob/Intelligence1/request";
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_]{1,64}");

  /// A caller on a desktop has a window or two waiting, not more.
  private static final int MOST_OF_ONE = 16;

  private static final int MOST = 64;

  /// One request under way.
  static final class Handle {
    private final String owner;
    private final String path;
    private final AtomicReference<Optional<Features.Pending>> work =
        new AtomicReference<>(Optional.empty());
    private volatile boolean cancelled;

    private Handle(String owner, String path) {
      this.owner = owner;
      this.path = path;
    }

    String owner() {
      return owner;
    }

    String path() {
      return path;
    }

    boolean cancelled() {
      return cancelled;
    }

    /// Cancels at once if that was asked before there was anything to cancel.
    void runs(Features.Pending pending) {
      work.set(Optional.of(pending));
      if (cancelled) {
        pending.cancel();
      }
    }

    void cancel() {
      cancelled = true;
      work.get().ifPresent(Features.Pending::cancel);
    }
  }

  private final Map<String, Handle> byPath = new ConcurrentHashMap<>();
  private final SecureRandom random = new SecureRandom();

  /// @param token the caller's own; a random one where it has none
  /// @throws ProblemException the token is malformed or in use
  /// @throws RefusedException too many are under way
  synchronized Handle open(String owner, Optional<String> token) {
    long own = byPath.values().stream().filter(h -> h.owner().equals(owner)).count();
    if (own >= MOST_OF_ONE || byPath.size() >= MOST) {
      Duration second = Duration.ofSeconds(1);
      throw new RefusedException(
          new Refusal.OverCapacity(second, byPath.size(), new Prediction(second, second)));
    }
    String last = token.orElseGet(this::randomToken);
    if (!TOKEN.matcher(last).matches()) {
      throw invalid("[A-Za-z0-9_]{1,64}", "another form");
    }
    String path = FOLDER + "/" + owner.substring(1).replace('.', '_') + "/" + last;
    Handle handle = new Handle(owner, path);
    if (byPath.putIfAbsent(path, handle) != null) {
      throw invalid("a token that is not in use", "one in use");
    }
    return handle;
  }

  Optional<Handle> at(String path) {
    return Optional.ofNullable(byPath.get(path));
  }

  void closed(Handle handle) {
    byPath.remove(handle.path());
  }

  /// The caller left the bus.
  void vanished(String owner) {
    byPath.values().stream().filter(h -> h.owner().equals(owner)).forEach(Handle::cancel);
  }

  void cancelAll() {
    byPath.values().forEach(Handle::cancel);
  }

  /// Names of the nodes below `folder`, for introspection.
  List<String> children(String folder) {
    String prefix = folder + "/";
    return byPath.keySet().stream()
        .filter(path -> path.startsWith(prefix))
        .map(path -> path.substring(prefix.length()).split("/")[0])
        .distinct()
        .sorted()
        .toList();
  }

  private String randomToken() {
    byte[] bytes = new byte[8];
    random.nextBytes(bytes);
    return "hob" + HexFormat.of().formatHex(bytes);
  }

  private static ProblemException invalid(String expected, String got) {
    return new ProblemException(new Problem.InvalidInput("/options/handle_token", expected, got));
  }
}
