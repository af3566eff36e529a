// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry.verify;

import dev.hob.engine.bundle.AdapterManifest;
import dev.hob.engine.bundle.BaseManifest;
import dev.hob.engine.bundle.IncompatibleBundleException;
import dev.hob.policy.AdapterTrust;
import dev.hob.registry.GoldenCheck;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Whether an adapter may be used on a base, as far as manifests, policy and what was seen of it so
/// far can tell; shapes show when it is loaded. Thread-safe.
public final class Fitness {
  private static final String FILE = AdapterManifest.FILE;

  /// Why loading failed, by digest.
  private final Map<String, String> failures = new ConcurrentHashMap<>();

  /// Results of golden cases, by digests of adapter and base.
  private final Map<String, GoldenCheck.Result> golden = new ConcurrentHashMap<>();

  /// Remembers that the bundle could not be loaded.
  public void failed(String digest, RuntimeException why) {
    failures.put(digest, String.valueOf(why.getMessage()));
  }

  /// Forgets failures: files may have changed.
  public void forgetFailures() {
    failures.clear();
  }

  public void ran(AdapterManifest adapter, BaseManifest base, GoldenCheck.Result result) {
    golden.put(key(adapter, base), result);
  }

  /// Why the adapter cannot be used, in words; empty = it can.
  public Optional<String> objection(
      AdapterManifest adapter, BaseManifest base, Trust trust, AdapterTrust policy) {
    return Optional.ofNullable(failures.get(adapter.digest()))
        .or(() -> trust.objection(policy))
        .or(() -> mismatch(adapter, base).map(IncompatibleBundleException::getMessage));
  }

  /// What of the manifest does not fit the base, as the exception that names it.
  public Optional<IncompatibleBundleException> mismatch(
      AdapterManifest adapter, BaseManifest base) {
    if (!adapter.lineage().equals(base.lineage())) {
      return Optional.of(
          new IncompatibleBundleException(
              FILE,
              "base.lineage",
              base.lineage() + " (" + base.name() + " " + base.version() + ")",
              adapter.lineage()));
    }
    if (!base.promptForms().contains(adapter.promptForm())) {
      return Optional.of(
          new IncompatibleBundleException(
              FILE, "promptForm", "one of " + base.promptForms(), adapter.promptForm()));
    }
    boolean elsewhere =
        adapter.recovery() == AdapterManifest.Recovery.INCLUDED
            && !adapter.trainedOn().equals(base.digest());
    if (elsewhere && !passed(adapter, base)) {
      return Optional.of(
          new IncompatibleBundleException(
              FILE,
              "base.trainedOn",
              base.digest() + ", or golden cases that pass on it",
              adapter.trainedOn().isEmpty() ? "nothing" : adapter.trainedOn()));
    }
    return Optional.empty();
  }

  private boolean passed(AdapterManifest adapter, BaseManifest base) {
    return adapter.golden().isPresent()
        && golden.get(key(adapter, base)) instanceof GoldenCheck.Result.Ran ran
        && ran.total() > 0
        && ran.share() >= adapter.golden().get().mustPass();
  }

  private static String key(AdapterManifest adapter, BaseManifest base) {
    return adapter.digest() + " " + base.digest();
  }
}
