// SPDX-License-Identifier: Apache-2.0
package dev.hob.daemon;

import dev.hob.policy.InvalidPolicyException;
import dev.hob.policy.decide.Consent;
import dev.hob.policy.decide.PolicyStore;
import dev.hob.policy.layer.PolicyFolders;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;

/// The program `hobd`. What can go wrong before there is anything to log to ends in one line and an
/// exit code of formats.md, 4.
@QuarkusMain
public final class Hobd {
  private Hobd() {}

  public static void main(String[] args) throws IOException {
    try {
      Settings settings = Settings.of(System.getenv(), Optional.empty());
      try (InstanceLock _ = InstanceLock.take(settings.runtime())) {
        checkPolicy(settings);
        if (settings.runtime().standIn()) {
          System.err.println(
              "hobd: no XDG_RUNTIME_DIR; the socket is " + settings.runtime().socket());
        }
        System.setProperty("quarkus.http.domain-socket", settings.runtime().socket().toString());
        System.setProperty(Composition.RUNTIME_FOLDER, settings.runtime().path().toString());
        Quarkus.run(args);
      }
    } catch (StartException e) {
      System.err.println("hobd: " + e.getMessage());
      System.exit(e.exitCode());
    }
  }

  /// At start there is no last good policy to stand on.
  private static void checkPolicy(Settings settings) {
    Clock clock = Clock.systemUTC();
    try {
      PolicyStore.open(
          PolicyFolders.of(settings.environment()),
          Consent.of(settings.environment(), clock),
          clock);
    } catch (InvalidPolicyException e) {
      StringBuilder lines = new StringBuilder("invalid-policy");
      e.problems().forEach(problem -> lines.append("\n  ").append(problem));
      throw new StartException(StartException.INVALID_POLICY, lines.toString());
    }
  }
}
