// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.layer;

import dev.hob.policy.ActionRules;
import dev.hob.policy.AdapterTrust;
import dev.hob.policy.Budgets;
import dev.hob.policy.CloudTarget;
import dev.hob.policy.DataClass;
import dev.hob.policy.Listen;
import dev.hob.policy.Place;
import dev.hob.policy.PowerRules;
import dev.hob.policy.Retention;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// Merged settings as the records that other modules use. Immutable.
public record Effective(
    LayeredSettings settings,
    Budgets budgets,
    PowerRules power,
    AdapterTrust adapters,
    Optional<CloudTarget> cloud,
    Optional<Listen> listen,
    Retention retention,
    ActionRules actions) {
  private static final Duration CLOUD_TIMEOUT = Duration.ofSeconds(20);
  private static final int CLOUD_RETRIES = 1;

  /// @param settings without problems
  public static Effective of(LayeredSettings settings) {
    return new Effective(
        settings,
        new Budgets(
            settings.required(Keys.MEMORY),
            settings.required(Keys.THREADS),
            settings.required(Keys.DEVICE_TOKENS),
            settings.required(Keys.IDLE_UNLOAD)),
        new PowerRules(
            settings.value(Keys.BACKGROUND_HOURS),
            settings.required(Keys.BATTERY_BACKGROUND),
            Math.min(settings.required(Keys.BATTERY_THREADS), settings.required(Keys.THREADS))),
        new AdapterTrust(
            settings.required(Keys.REQUIRE_SIGNATURE),
            settings.required(Keys.SIGNERS),
            settings.required(Keys.ALLOW_LOCAL)),
        cloudOf(settings),
        listenOf(settings),
        new Retention(
            Optional.of(settings.required(Keys.INBOX)).filter(time -> !time.isZero()),
            settings.required(Keys.AUDIT)),
        new ActionRules(
            settings.required(Keys.LOW),
            settings.required(Keys.MEDIUM),
            settings.required(Keys.HIGH),
            settings.required(Keys.TAINTED)));
  }

  /// Whether the switch of `feature` is on; false for a feature that is not in the catalogue.
  public boolean isOn(String feature) {
    return settings.value(Keys.feature(feature)).orElse(false);
  }

  /// Where the switch of `feature` stands.
  public Optional<LayeredSettings.Entry> featureEntry(String feature) {
    return settings.entry(Keys.feature(feature));
  }

  public Set<Place> places(DataClass dataClass) {
    return settings.required(Keys.places(dataClass));
  }

  public Optional<LayeredSettings.Entry> placesEntry(DataClass dataClass) {
    return settings.entry(Keys.places(dataClass));
  }

  /// Where the rule for actions of `risk` stands.
  public LayeredSettings.Entry riskEntry(ActionRules.Risk risk) {
    return standing(
        switch (risk) {
          case LOW -> Keys.LOW;
          case MEDIUM -> Keys.MEDIUM;
          case HIGH -> Keys.HIGH;
        });
  }

  public LayeredSettings.Entry taintedEntry() {
    return standing(Keys.TAINTED);
  }

  /// Whether a program may bring the person's yes along.
  public boolean givenCounts() {
    return settings.required(Keys.GIVEN);
  }

  public LayeredSettings.Entry givenEntry() {
    return standing(Keys.GIVEN);
  }

  private LayeredSettings.Entry standing(Key<?> key) {
    return settings
        .entry(key)
        .orElseThrow(() -> new IllegalStateException("no default for " + key.path()));
  }

  private static Optional<CloudTarget> cloudOf(LayeredSettings settings) {
    return settings
        .value(Keys.ENDPOINT)
        .map(endpoint ->
            new CloudTarget(
                endpoint,
                settings.required(Keys.MODEL),
                settings.value(Keys.CLOUD_KEY),
                settings.value(Keys.CLOUD_CA),
                settings.value(Keys.CLOUD_TIMEOUT).orElse(CLOUD_TIMEOUT),
                settings.value(Keys.CLOUD_RETRIES).orElse(CLOUD_RETRIES)));
  }

  private static Optional<Listen> listenOf(LayeredSettings settings) {
    return settings
        .value(Keys.LISTEN_TCP)
        .map(address -> {
          int colon = address.lastIndexOf(':');
          String host = address.substring(0, colon);
          boolean bracketed = host.startsWith("[");
          return new Listen(
              bracketed ? host.substring(1, host.length() - 1) : host,
              Integer.parseInt(address.substring(colon + 1)),
              settings.required(Keys.LISTEN_CERT),
              settings.required(Keys.LISTEN_KEY),
              settings.required(Keys.LISTEN_TOKEN));
        });
  }
}
