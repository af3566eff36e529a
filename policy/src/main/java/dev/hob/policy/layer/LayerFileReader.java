// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.layer;

import dev.hob.policy.InvalidPolicyException;
import dev.hob.policy.Location;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// One file to a [LayerFile]: each key is known, each value has its form. All faults of the file
/// are collected. One thread, one use.
final class LayerFileReader {
  private final Keys keys;
  private final Layer layer;
  private final Problems problems;
  private final SequencedMap<String, LayerFile.Value> values = new LinkedHashMap<>();
  private final List<AppRule> apps = new ArrayList<>();
  private final List<ActionRule> actionApps = new ArrayList<>();

  private LayerFileReader(Keys keys, Layer layer, Problems problems) {
    this.keys = keys;
    this.layer = layer;
    this.problems = problems;
  }

  /// Faults go to `problems`; what is sound is returned all the same, so that the set can be
  /// checked.
  static LayerFile read(Keys keys, Layer layer, String file, byte[] bytes, Problems problems) {
    LayerFileReader reader = new LayerFileReader(keys, layer, problems);
    try {
      reader.root(YamlReader.read(file, bytes));
    } catch (InvalidPolicyException e) {
      problems.addAll(e.problems());
    }
    return new LayerFile(
        layer, file, reader.values, List.copyOf(reader.apps), List.copyOf(reader.actionApps));
  }

  private void root(YamlNode node) {
    if (!(node instanceof YamlNode.Mapping map)) {
      problems.wrongValue(node, "", "a map of keys that begins with \"hob: 1\"");
      return;
    }
    if (!map.entries().containsKey(Keys.VERSION.path())) {
      problems.add(map.at(), "", "has no \"hob: 1\", which names the version of the format");
    }
    group(map, "");
  }

  private void group(YamlNode.Mapping map, String group) {
    map.entries()
        .forEach((name, entry) -> {
          String path = group.isEmpty() ? name : group + "." + name;
          Optional<Key<?>> key = keys.at(path);
          if (path.equals(Keys.APPS)) {
            apps.addAll(new AppRules(keys, layer, problems).read(entry.value()));
          } else if (path.equals(Keys.ACTION_APPS)) {
            actionApps.addAll(new ActionRuleReader(layer, problems).read(entry.value()));
          } else if (key.isPresent() && !name.contains(".")) {
            leaf(key.get(), entry);
          } else if (keys.children(group).contains(name)) {
            subgroup(entry, path);
          } else {
            problems.unknownKey(entry, path, name, keys.children(group));
          }
        });
  }

  private void leaf(Key<?> key, YamlNode.Entry entry) {
    Optional<?> value = key.form().read().apply(entry.value());
    if (value.isEmpty()) {
      problems.wrongValue(entry.value(), key.path(), key.form().expected());
    } else if (!key.equals(Keys.VERSION)) {
      put(key.path(), Optional.of(key), value.get(), entry.keyAt());
    }
  }

  private void subgroup(YamlNode.Entry entry, String path) {
    boolean switchable = Keys.SWITCHABLE.contains(path);
    if (entry.value() instanceof YamlNode.Mapping inner) {
      group(inner, path);
    } else if (switchable
        && entry.value() instanceof YamlNode.Scalar scalar
        && scalar.kind() == YamlNode.Kind.FALSE) {
      put(path, Optional.empty(), LayerFile.OFF, entry.keyAt());
    } else {
      String names = String.join(", ", keys.children(path));
      problems.wrongValue(
          entry.value(), path, (switchable ? "off or " : "") + "a map with " + names);
    }
  }

  private void put(String path, Optional<Key<?>> key, Object value, Location at) {
    values.put(path, new LayerFile.Value(key, value, at));
  }
}
