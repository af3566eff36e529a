// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.digest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.helper.NoticeGroup;
import dev.hob.features.helper.Priority;
import java.util.List;
import java.util.stream.Collectors;

/// A finished digest and how it reads. Immutable.
///
/// @param received how many notifications came in, those left out included
record Digest(int received, List<Group> groups) {
  /// A few lines are their own headline; more want one.
  private static final int NEEDS_HEADLINE = 8;

  private static final int NAMED = 3;

  Digest {
    groups = List.copyOf(groups);
  }

  /// @param clauses empty where the words did not reach: its ids are still there
  record Group(NoticeGroup group, Priority priority, List<Told> clauses) {
    Group {
      clauses = List.copyOf(clauses);
    }

    String summary() {
      StringBuilder out = new StringBuilder();
      for (int i = 0; i < clauses.size(); i++) {
        String clause = clauses.get(i).text();
        boolean last = i == clauses.size() - 1;
        boolean point = clause.endsWith(".") && !clause.endsWith("..") && !last;
        out.append(point ? clause.substring(0, clause.length() - 1) : clause);
        out.append(last ? "" : "; ");
      }
      return out.toString();
    }

    /// What people call it: the conversation or sender, else the app.
    String label() {
      return group.thread().isEmpty() ? group.appName() : group.thread();
    }
  }

  /// @param ids of the notifications it comes from
  record Told(String text, List<String> ids) {
    Told {
      ids = List.copyOf(ids);
    }
  }

  /// `25 new; first: Maren, Bank`; empty for a digest of a few lines.
  String headline() {
    if (groups.stream().filter(g -> !g.clauses().isEmpty()).count() <= NEEDS_HEADLINE) {
      return "";
    }
    List<Group> urgent = groups.stream().filter(g -> g.priority() == Priority.HIGH).toList();
    String names =
        urgent.stream().map(Group::label).distinct().limit(NAMED).collect(Collectors.joining(", "));
    return received + " new; " + (urgent.isEmpty() ? "nothing urgent" : "first: " + names);
  }

  /// One line a group that has something to say.
  String lines() {
    return groups.stream()
        .map(Group::summary)
        .filter(summary -> !summary.isEmpty())
        .collect(Collectors.joining("\n"));
  }

  /// Headline and lines, as a person reads them.
  String text() {
    return headline().isEmpty() ? lines() : headline() + "\n" + lines();
  }

  ObjectNode output() {
    ObjectNode output = JsonNodeFactory.instance.objectNode();
    ArrayNode list = output.putArray("groups");
    for (Group group : groups) {
      ObjectNode each =
          list.addObject()
              .put("app", group.group().app())
              .put("thread", group.group().thread())
              .put("priority", group.priority().word())
              .put("summary", group.summary());
      ArrayNode ids = each.putArray("ids");
      group.group().ids().forEach(ids::add);
      ArrayNode sources = each.putArray("sources");
      for (Told clause : group.clauses()) {
        ArrayNode from = sources.addObject().put("clause", clause.text()).putArray("ids");
        clause.ids().forEach(from::add);
      }
    }
    output.put("headline", headline());
    return output;
  }
}
