// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.layer;

import dev.hob.policy.Location;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;

/// All layers merged key by key, with the origin of each value and what every layer said.
/// Immutable.
public final class LayeredSettings {
  /// What one file said about a key.
  public record Said(Layer layer, Location at, String value) {}

  /// A key's effective value.
  ///
  /// @param shown in the form of a file
  /// @param said by all layers, weakest first; the last that counts is the effective one
  public record Entry(String path, Object value, String shown, Location at, List<Said> said) {}

  private final SequencedSet<String> features;
  private final SequencedMap<String, Entry> entries;
  private final List<AppRule> adminApps;
  private final List<AppRule> userApps;
  private final List<ActionRule> adminActions;
  private final List<ActionRule> userActions;
  private final List<String> files;

  private LayeredSettings(Merge merge) {
    this.features = merge.features;
    this.entries = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(merge.entries));
    this.adminApps = List.copyOf(merge.adminApps);
    this.userApps = List.copyOf(merge.userApps);
    this.adminActions = List.copyOf(merge.adminActions);
    this.userActions = List.copyOf(merge.userActions);
    this.files = List.copyOf(merge.files);
  }

  /// Merges `files`, weakest first. Breaches of the rule that a user layer only restricts, and keys
  /// that do not fit together, go to `problems`.
  static LayeredSettings merge(Keys keys, List<LayerFile> files, Problems problems) {
    Merge merge = new Merge(keys, problems);
    files.stream().filter(file -> file.layer() != Layer.USER).forEach(merge::admin);
    SequencedMap<String, Entry> admin = new LinkedHashMap<>(merge.entries);
    files.stream()
        .filter(file -> file.layer() == Layer.USER)
        .forEach(file -> merge.user(file, admin));
    LayeredSettings settings = new LayeredSettings(merge);
    SetRules.check(settings, problems);
    return settings;
  }

  /// Names of the feature catalogue.
  public SequencedSet<String> features() {
    return features;
  }

  /// Effective values by path, in the order of the key table.
  public SequencedMap<String, Entry> entries() {
    return entries;
  }

  /// Rules of the vendor and the admin, the strongest file's first; the first match wins.
  public List<AppRule> adminApps() {
    return adminApps;
  }

  /// Rules of the person's own files; the first match restricts what the admin's rule gives.
  public List<AppRule> userApps() {
    return userApps;
  }

  /// Rules of `actions.apps`, ordered as [#adminApps].
  public List<ActionRule> adminActions() {
    return adminActions;
  }

  /// The person's own rules of `actions.apps`; the first match restricts what the admin's gives.
  public List<ActionRule> userActions() {
    return userActions;
  }

  /// Files that were read, weakest first.
  public List<String> files() {
    return files;
  }

  Optional<Entry> entry(Key<?> key) {
    return Optional.ofNullable(entries.get(key.path()));
  }

  @SuppressWarnings("unchecked") // an entry's value was read by the form of its key
  <T> Optional<T> value(Key<T> key) {
    return entry(key).map(entry -> (T) entry.value());
  }

  /// @throws IllegalStateException the key has no default; a key that needs one lacks its line in
  ///   default.yaml
  <T> T required(Key<T> key) {
    return value(key).orElseThrow(() -> new IllegalStateException("no default for " + key.path()));
  }

  /// The merge under way.
  private static final class Merge {
    private final Keys keys;
    private final Problems problems;
    private final SequencedSet<String> features;
    private final SequencedMap<String, Entry> entries = new LinkedHashMap<>();
    private final List<AppRule> adminApps = new ArrayList<>();
    private final List<AppRule> userApps = new ArrayList<>();
    private final List<ActionRule> adminActions = new ArrayList<>();
    private final List<ActionRule> userActions = new ArrayList<>();
    private final List<String> files = new ArrayList<>();

    Merge(Keys keys, Problems problems) {
      this.keys = keys;
      this.problems = problems;
      this.features = keys.features();
    }

    void admin(LayerFile file) {
      files.add(file.file());
      file.values().forEach((path, value) -> apply(file.layer(), path, value));
      adminApps.addAll(0, file.apps());
      adminActions.addAll(0, file.actionApps());
    }

    void user(LayerFile file, SequencedMap<String, Entry> admin) {
      files.add(file.file());
      file.values()
          .forEach((path, value) -> {
            if (value.key().isEmpty() || permitted(value.key().get(), value, admin.get(path))) {
              apply(Layer.USER, path, value);
            }
          });
      userApps.addAll(0, file.apps());
      userActions.addAll(0, file.actionApps());
    }

    private void apply(Layer layer, String path, LayerFile.Value value) {
      if (value.key().isEmpty()) {
        keys.below(path).forEach(key -> entries.remove(key.path()));
        return;
      }
      Entry old = entries.get(path);
      List<Said> said = new ArrayList<>(old == null ? List.of() : old.said());
      said.add(new Said(layer, value.at(), value.shown()));
      entries.put(
          path, new Entry(path, value.value(), value.shown(), value.at(), List.copyOf(said)));
    }

    private static boolean isDefault(Entry entry) {
      return entry.said().stream().allMatch(said -> said.layer() == Layer.DEFAULT);
    }

    private boolean permitted(
        Key<?> key, LayerFile.Value value, @org.jspecify.annotations.Nullable Entry admin) {
      boolean holds =
          admin == null
              ? key.restriction().whenUnset()
              : (key.restriction().overDefault() && isDefault(admin))
                  || key.mayRestrict(value.value(), admin.value());
      if (!holds) {
        String theirs =
            admin == null
                ? "no admin layer sets it"
                : "the admin's value is " + admin.shown() + " (" + admin.at() + ")";
        problems.add(
            value.at(),
            key.path(),
            "is "
                + value.shown()
                + ", but a user layer may "
                + key.restriction().words()
                + "; "
                + theirs);
      }
      return holds;
    }
  }
}
