// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.device;

import dev.hob.engine.bundle.BaseManifest;
import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.bundle.IncompatibleBundleException;
import dev.hob.registry.Registry;
import dev.hob.registry.UnknownBundleException;
import dev.hob.registry.UntrustedBundleException;
import dev.hob.router.BaseTraits;
import dev.hob.router.PromptForm;
import dev.hob.router.Refusal;
import dev.hob.router.RefusedException;
import java.util.Optional;
import java.util.function.Supplier;

/// What manifests say, and refusals where they cannot be had.
final class Traits {
  private Traits() {}

  /// @param base `name` or `name/version`; empty = the active one
  /// @throws RefusedException it is not there, or not usable
  static BaseTraits of(Registry registry, Optional<String> base) {
    return of(asked("", base, () -> registry.manifest(base)));
  }

  static BaseTraits of(BaseManifest manifest) {
    return new BaseTraits(
        manifest.name(),
        manifest.version(),
        manifest.digest(),
        form(manifest),
        manifest.contextLength());
  }

  /// Its own form first: an instruct model that Hob trained further keeps its template.
  static Optional<PromptForm> form(BaseManifest manifest) {
    if (manifest.promptForms().contains("native")) {
      return Optional.of(PromptForm.NATIVE);
    }
    boolean chat = manifest.promptForms().contains("chat") && manifest.chatTemplate().isPresent();
    return chat ? Optional.of(PromptForm.CHAT) : Optional.empty();
  }

  /// Asks the registry for a base.
  ///
  /// @throws RefusedException it is not there, or not usable
  static <T> T asked(String role, Optional<String> base, Supplier<T> question) {
    try {
      return question.get();
    } catch (UnknownBundleException e) {
      throw base.isPresent()
          ? new RefusedException(new Refusal.UnknownBase(base.get(), e.known()))
          : noBase(role, "no base is installed");
    } catch (CorruptBundleException | IncompatibleBundleException | UntrustedBundleException e) {
      throw noBase(role, "the base cannot be used: " + e.getMessage());
    }
  }

  static RefusedException noBase(String role, String reason) {
    return new RefusedException(
        new Refusal.Unavailable(role, reason, Refusal.Unavailable.Lack.BASE));
  }
}
