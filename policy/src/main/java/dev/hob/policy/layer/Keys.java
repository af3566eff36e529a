// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.layer;

import dev.hob.policy.ActionRules;
import dev.hob.policy.DataClass;
import dev.hob.policy.Place;
import dev.hob.policy.PowerRules;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;

/// The table of all keys (formats.md, 7) but `apps` and `actions.apps`, which are lists of rules
/// ([AppRules], [ActionRuleReader]). A new key is one line here and, where it has a default, one in
/// `default.yaml`.
final class Keys {
  static final String APPS = "apps";
  static final String ACTION_APPS = "actions.apps";

  /// Groups that may be switched off as a whole: `cloud: off`.
  static final Set<String> SWITCHABLE = Set.of("cloud", "listen");

  private static final Duration DAY = Duration.ofDays(1);

  static final Key<Integer> VERSION =
      new Key<>("hob", Forms.integer(1, 1), Restriction.adminOnly(), "Version of the format.");

  static final Key<Long> MEMORY =
      new Key<>(
          "budgets.memory",
          Forms.bytes(16L << 20),
          // The machine is the person's where no admin speaks, and a large model needs its room.
          Restriction.<Long>atMost().freeOverDefault(),
          "Resident bytes that base, adapters and caches may reach.");
  static final Key<Integer> THREADS =
      new Key<>(
          "budgets.threads",
          Forms.integer(1, 1024),
          Restriction.atMost(),
          "Kernel threads while a model runs.");
  static final Key<Duration> IDLE_UNLOAD =
      new Key<>(
          "budgets.idleUnload",
          Forms.duration(Duration.ofSeconds(10), Duration.ofDays(30)),
          Restriction.atMost(),
          "How long the base stays mapped without work.");
  static final Key<Integer> DEVICE_TOKENS =
      new Key<>(
          "budgets.deviceTokens",
          Forms.integer(1, 10_000_000),
          Restriction.atMost(),
          "Longest input, in tokens, that is worked on by the device.");
  static final Key<PowerRules.Hours> BACKGROUND_HOURS =
      new Key<>(
          "budgets.backgroundHours",
          Forms.hours(),
          Restriction.within(),
          "When background work may run; at any time if unset.");
  static final Key<Boolean> BATTERY_BACKGROUND =
      new Key<>(
          "budgets.onBattery.background",
          Forms.bool(),
          Restriction.offOnly(),
          "Background work on battery.");
  static final Key<Integer> BATTERY_THREADS =
      new Key<>(
          "budgets.onBattery.threads",
          Forms.integer(1, 1024),
          Restriction.atMost(),
          "Kernel threads on battery.");

  static final Key<Boolean> REQUIRE_SIGNATURE =
      new Key<>(
          "adapters.requireSignature",
          Forms.bool(),
          Restriction.onOnly(),
          "Bundles outside the system folder need a signature of a signer.");
  static final Key<Set<String>> SIGNERS =
      new Key<>(
          "adapters.signers",
          Forms.signers(),
          Restriction.subset(),
          "Public keys whose signatures count.");
  static final Key<Boolean> ALLOW_LOCAL =
      new Key<>(
          "adapters.allowLocal",
          Forms.bool(),
          Restriction.offOnly(),
          "Bare PEFT folders may be installed.");

  static final Key<URI> ENDPOINT =
      new Key<>(
          "cloud.endpoint",
          Forms.httpsUri(),
          Restriction.adminOnly(),
          "Base address of an OpenAI-compatible server.");
  static final Key<String> MODEL =
      new Key<>("cloud.model", Forms.name(), Restriction.adminOnly(), "Model name to ask for.");
  static final Key<Path> CLOUD_KEY =
      new Key<>(
          "cloud.keyFile",
          Forms.absolutePath(),
          Restriction.adminOnly(),
          "File that holds the bearer token.");
  static final Key<Path> CLOUD_CA =
      new Key<>(
          "cloud.caFile",
          Forms.absolutePath(),
          Restriction.adminOnly(),
          "PEM certificates to trust instead of the system's.");
  static final Key<Duration> CLOUD_TIMEOUT =
      new Key<>(
          "cloud.timeout",
          Forms.duration(Duration.ofMillis(100), Duration.ofMinutes(10)),
          Restriction.atMost(),
          "Limit of one attempt; 20s if unset.");
  static final Key<Integer> CLOUD_RETRIES =
      new Key<>(
          "cloud.retries",
          Forms.integer(0, 5),
          Restriction.atMost(),
          "Attempts after a failed one; 1 if unset.");

  static final Key<String> LISTEN_TCP =
      new Key<>(
          "listen.tcp",
          Forms.hostPort(),
          Restriction.adminOnly(),
          "Address and port of a TLS door for other Hobs.");
  static final Key<Path> LISTEN_CERT =
      new Key<>(
          "listen.certFile",
          Forms.absolutePath(),
          Restriction.adminOnly(),
          "PEM certificate chain of the door.");
  static final Key<Path> LISTEN_KEY =
      new Key<>(
          "listen.keyFile",
          Forms.absolutePath(),
          Restriction.adminOnly(),
          "PEM private key of the door.");
  static final Key<Path> LISTEN_TOKEN =
      new Key<>(
          "listen.tokenFile",
          Forms.absolutePath(),
          Restriction.adminOnly(),
          "File that holds the token that callers must show.");

  static final Key<Duration> INBOX =
      new Key<>(
          "retention.inbox",
          Forms.memoryOr(Forms.duration(Duration.ofMinutes(1), Duration.ofDays(365))),
          Restriction.atMost(),
          "How long notifications are kept; memory = never on disk.");

  /// A user may neither hide nor hoard the record of what was done.
  static final Key<Duration> AUDIT =
      new Key<>(
          "retention.audit",
          Forms.duration(DAY, Duration.ofDays(3650)),
          Restriction.adminOnly(),
          "How long audit records are kept.");

  static final Key<ActionRules.Rule> LOW = action("low", "Actions of low risk.");
  static final Key<ActionRules.Rule> MEDIUM = action("medium", "Actions of medium risk.");
  static final Key<ActionRules.Rule> HIGH = action("high", "Actions of high or unknown risk.");
  static final Key<ActionRules.Rule> TAINTED =
      action("tainted", "Actions with an argument from untrusted content.");
  static final Key<Boolean> GIVEN =
      new Key<>(
          "actions.given",
          Forms.bool(),
          Restriction.offOnly(),
          "A program outside any sandbox may bring the person's yes along (hob act --yes).");

  private final SequencedSet<String> features;
  private final SequencedMap<String, Key<?>> byPath = new LinkedHashMap<>();

  /// @param features names that `features` and `apps[].allow` may hold
  Keys(SequencedSet<String> features) {
    this.features = features;
    add(VERSION);
    features.forEach(name -> add(feature(name)));
    for (DataClass dataClass : DataClass.values()) {
      add(places(dataClass));
    }
    List.of(MEMORY, THREADS, IDLE_UNLOAD, DEVICE_TOKENS, BACKGROUND_HOURS).forEach(this::add);
    List.of(BATTERY_BACKGROUND, BATTERY_THREADS).forEach(this::add);
    List.of(REQUIRE_SIGNATURE, SIGNERS, ALLOW_LOCAL).forEach(this::add);
    List.of(ENDPOINT, MODEL, CLOUD_KEY, CLOUD_CA, CLOUD_TIMEOUT, CLOUD_RETRIES).forEach(this::add);
    List.of(LISTEN_TCP, LISTEN_CERT, LISTEN_KEY, LISTEN_TOKEN).forEach(this::add);
    List.of(INBOX, AUDIT, LOW, MEDIUM, HIGH, TAINTED, GIVEN).forEach(this::add);
  }

  static Key<Boolean> feature(String name) {
    return new Key<>(
        "features." + name, Forms.bool(), Restriction.offOnly(), "The feature " + name + ".");
  }

  static Key<Set<Place>> places(DataClass dataClass) {
    String name = Forms.wordOf(dataClass);
    return new Key<>(
        "data." + name + ".places",
        Forms.wordSet(Place.class),
        Restriction.subset(),
        "Where content of the class " + name + " may be worked on.");
  }

  SequencedSet<String> features() {
    return features;
  }

  List<Key<?>> all() {
    return List.copyOf(byPath.values());
  }

  Optional<Key<?>> at(String path) {
    return Optional.ofNullable(byPath.get(path));
  }

  /// Names that may follow `group` (empty = the top), in table order; empty if it is no group.
  SequencedSet<String> children(String group) {
    String prefix = group.isEmpty() ? "" : group + ".";
    SequencedSet<String> names = new LinkedHashSet<>();
    for (String path : byPath.keySet()) {
      if (path.startsWith(prefix)) {
        String rest = path.substring(prefix.length());
        int dot = rest.indexOf('.');
        names.add(dot < 0 ? rest : rest.substring(0, dot));
      }
    }
    if (group.isEmpty()) {
      names.add(APPS);
    } else if (ACTION_APPS.startsWith(prefix)) {
      names.add(ACTION_APPS.substring(prefix.length()));
    }
    return names;
  }

  /// The keys below `group`.
  List<Key<?>> below(String group) {
    List<Key<?>> found = new ArrayList<>();
    byPath.forEach((path, key) -> {
      if (path.startsWith(group + ".")) {
        found.add(key);
      }
    });
    return found;
  }

  private void add(Key<?> key) {
    byPath.put(key.path(), key);
  }

  private static Key<ActionRules.Rule> action(String name, String about) {
    return new Key<>(
        "actions." + name, Forms.word(ActionRules.Rule.class), Restriction.stricter(), about);
  }
}
