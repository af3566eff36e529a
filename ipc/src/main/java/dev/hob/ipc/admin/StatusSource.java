// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What Hob says about itself. Thread-safe, never blocks on the model.
public interface StatusSource {
  ObjectNode status();

  /// Every feature of the catalogue, in its order.
  List<FeatureState> features();

  /// Bases that answer in free text.
  ChatBases chatBases();

  /// @param active whether the active base is one of them
  /// @param names of all of them
  record ChatBases(boolean active, List<String> names) {
    public static final ChatBases NONE = new ChatBases(false, List.of());

    public ChatBases {
      names = List.copyOf(names);
    }
  }

  /// Quotas that a caller can meet before it asks.
  ObjectNode limits();

  /// @param reason why it is not available; empty when it is
  /// @param variants who writes by default, `model` or `helper`, for each name under which a part
  ///   of the feature ships: its styles, or the feature alone; empty where there is but the model
  record FeatureState(String name, boolean available, String reason, Map<String, String> variants) {
    public FeatureState {
      variants = Collections.unmodifiableMap(new LinkedHashMap<>(variants));
    }

    /// `model`, `helper`, or `both` where the variants differ; what has no helper is the model's.
    public String by() {
      Set<String> writers = new LinkedHashSet<>(variants.values());
      if (writers.isEmpty()) {
        return "model";
      }
      return writers.size() == 1 ? writers.iterator().next() : "both";
    }

    /// As the wire has it.
    public ObjectNode json() {
      ObjectNode node = JsonNodeFactory.instance.objectNode();
      node.put("name", name)
          .put("ships", by())
          .put("availability", available ? "available" : "unavailable: " + reason);
      if (variants.size() > 1) {
        ObjectNode each = node.putObject("variants");
        variants.forEach(each::put);
      }
      return node;
    }
  }
}
