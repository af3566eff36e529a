// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.inspect;

import dev.hob.policy.ActionCall;
import dev.hob.policy.Caller;
import dev.hob.policy.DataClass;
import dev.hob.policy.Decision;
import dev.hob.policy.InvalidPolicyException;
import dev.hob.policy.PolicyProblem;
import dev.hob.policy.decide.Consent;
import dev.hob.policy.decide.EffectivePolicy;
import dev.hob.policy.layer.ActionRule;
import dev.hob.policy.layer.AppRule;
import dev.hob.policy.layer.Effective;
import dev.hob.policy.layer.Layer;
import dev.hob.policy.layer.LayeredSettings;
import dev.hob.policy.layer.PolicyFolders;
import dev.hob.policy.layer.PolicyReader;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What `hob policy` answers: it reads the files itself, so no daemon need run, and reads them as a
/// daemon would.
public final class PolicyInspection {
  private final PolicyReader reader = new PolicyReader();
  private final PolicyFolders folders;
  private final Consent consent;

  public PolicyInspection(PolicyFolders folders, Consent consent) {
    this.folders = folders;
    this.consent = consent;
  }

  /// Over the folders and the consent file that `environment` names, as `hobd` would find them.
  public static PolicyInspection of(Map<String, String> environment, InstantSource clock) {
    return new PolicyInspection(PolicyFolders.of(environment), Consent.of(environment, clock));
  }

  /// @param problems empty = the files are sound
  public record Check(List<String> files, List<PolicyProblem> problems) {}

  /// One key with its origin.
  ///
  /// @param source `file:line` or `default`
  /// @param layers what each layer said, weakest first
  public record Shown(String key, String value, String source, List<LayerValue> layers) {}

  /// @param layer `default`, `vendor`, `admin` or `user`
  public record LayerValue(String layer, String value, String source) {}

  /// A decision, each step to it, and the layers of each key that was looked at.
  public record Explanation(
      Decision decision, List<EffectivePolicy.Step> steps, List<Shown> keys) {}

  /// Checks all files of the folders as a set.
  public Check check() {
    return check(reader.read(folders));
  }

  /// Checks files and folders by name, as if they stood in the folder of `layer`, before they are
  /// put in place.
  public Check check(List<Path> paths, Layer layer) {
    return check(reader.read(folders, paths, layer));
  }

  /// All effective values.
  ///
  /// @throws InvalidPolicyException the files are not sound
  public List<Shown> show() {
    LayeredSettings settings = reader.read(folders).orThrow();
    List<Shown> shown = new ArrayList<>();
    settings.entries().values().forEach(entry -> shown.add(shown(entry)));
    Stream.concat(settings.adminApps().stream(), settings.userApps().stream())
        .map(PolicyInspection::shown)
        .forEach(shown::add);
    Stream.concat(settings.adminActions().stream(), settings.userActions().stream())
        .map(PolicyInspection::shown)
        .forEach(shown::add);
    return shown;
  }

  /// Why `caller` may or may not use `feature` on content of `dataClass`.
  ///
  /// @throws InvalidPolicyException the files are not sound
  public Explanation explain(Caller caller, String feature, DataClass dataClass) {
    LayeredSettings settings = reader.read(folders).orThrow();
    EffectivePolicy policy = new EffectivePolicy(Effective.of(settings), consent);
    EffectivePolicy.Reasoned reasoned = policy.reason(caller, feature, dataClass);
    List<Shown> keys =
        reasoned.steps().stream()
            .flatMap(step -> Optional.ofNullable(settings.entries().get(step.rule())).stream())
            .map(PolicyInspection::shown)
            .toList();
    return new Explanation(reasoned.decision(), reasoned.steps(), keys);
  }

  /// Whether an action may be carried out for `caller`, and why.
  ///
  /// @throws InvalidPolicyException the files are not sound
  public EffectivePolicy.ReasonedAction explain(Caller caller, ActionCall call) {
    LayeredSettings settings = reader.read(folders).orThrow();
    return new EffectivePolicy(Effective.of(settings), consent).reason(caller, call);
  }

  /// JSON Schema of a policy file.
  public String schema() {
    return reader.schema();
  }

  private static Check check(PolicyReader.Reading reading) {
    return new Check(reading.settings().files(), reading.problems());
  }

  private static Shown shown(LayeredSettings.Entry entry) {
    List<LayerValue> layers =
        entry.said().stream()
            .map(it -> new LayerValue(it.layer().shown(), it.value(), it.at().source()))
            .toList();
    return new Shown(entry.path(), entry.shown(), entry.at().source(), layers);
  }

  private static Shown shown(AppRule rule) {
    LayerValue said = new LayerValue(rule.layer().shown(), rule.shown(), rule.at().source());
    return new Shown(rule.name(), rule.shown(), rule.at().source(), List.of(said));
  }

  private static Shown shown(ActionRule rule) {
    LayerValue said = new LayerValue(rule.layer().shown(), rule.shown(), rule.at().source());
    return new Shown(rule.name(), rule.shown(), rule.at().source(), List.of(said));
  }
}
