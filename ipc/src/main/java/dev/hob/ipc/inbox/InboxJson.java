// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.inbox;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.Notification;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

/// The inbox in the words of the wire (formats.md, 5). Thread-safe.
public final class InboxJson {
  private final Inbox inbox;
  private final Clock clock;

  /// @param clock its zone is the person's, which `now` carries
  public InboxJson(Inbox inbox, Clock clock) {
    this.inbox = inbox;
    this.clock = clock;
  }

  /// The input of `digest` over all that is kept.
  public ObjectNode input() {
    ObjectNode input = JsonNodeFactory.instance.objectNode();
    input.set("notifications", array(inbox.entries()));
    return input.put(
        "now", DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(OffsetDateTime.now(clock)));
  }

  /// The originals, as they came.
  public ObjectNode originals() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.set("notifications", array(inbox.entries()));
    return node.put("pushedOut", inbox.pushedOut());
  }

  public void clear() {
    inbox.clear();
  }

  private static ArrayNode array(List<Notification> notifications) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    notifications.forEach(n -> array.add(of(n)));
    return array;
  }

  /// One notification as the wire has it.
  public static ObjectNode of(Notification n) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", n.id())
        .put("app", n.app())
        .put("appName", n.appName())
        .put("summary", n.summary())
        .put("body", n.body())
        .put("time", DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(n.time()))
        .put("urgency", n.urgency())
        .put("category", n.category())
        .put("thread", n.thread());
    n.actions().forEach(node.putArray("actions")::add);
    return node;
  }
}
