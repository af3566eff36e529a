// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.rank;

import dev.hob.features.act.Action;
import dev.hob.features.act.schema.ParameterSchema;
import dev.hob.features.act.schema.SchemaException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Actions that can be chosen, with their schemas. Immutable.
///
/// @param candidates in the order in which they were given
/// @param left what cannot be chosen and why, in words for the person
public record Catalogue(List<Candidate> candidates, List<String> left) {
  public Catalogue {
    candidates = List.copyOf(candidates);
    left = List.copyOf(left);
  }

  /// Leaves out the actions whose schema cannot be read, and all but the first of one app and name.
  ///
  /// @param left what was left out before
  public static Catalogue of(List<Action> actions, List<String> left) {
    List<Candidate> candidates = new ArrayList<>();
    List<String> out = new ArrayList<>(left);
    Set<List<String>> names = new HashSet<>();
    for (Action action : actions) {
      if (!names.add(List.of(action.app(), action.name()))) {
        out.add(title(action) + ": another action has the same name");
        continue;
      }
      try {
        candidates.add(new Candidate(action, ParameterSchema.read(action.parameters())));
      } catch (SchemaException e) {
        out.add(title(action) + ": parameters" + e.getMessage());
      }
    }
    return new Catalogue(candidates, out);
  }

  private static String title(Action action) {
    return action.app() + " " + action.name();
  }
}
