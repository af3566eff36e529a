// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.notice;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.features.Notification;
import dev.hob.features.Problem;
import dev.hob.features.ProblemException;
import dev.hob.features.input.StrictObject;
import dev.hob.router.Refusal;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/// `{notifications, now?}` as the wire has it (formats.md, 5).
///
/// @param now the moment of the request in the user's zone
public record NotificationInput(List<Notification> notifications, OffsetDateTime now) {
  private static final int MOST = 1000;

  public NotificationInput {
    notifications = List.copyOf(notifications);
  }

  /// @param now for inputs that bring no time of their own
  /// @throws ProblemException it is not as it should be, or too many
  public static NotificationInput read(JsonNode input, OffsetDateTime now) {
    StrictObject fields = new StrictObject(input, "/input");
    OffsetDateTime moment = fields.time("now").orElse(now);
    List<StrictObject> objects = fields.objects("notifications");
    if (objects.size() > MOST) {
      throw new ProblemException(
          new Problem.Refused(new Refusal.TooLarge(objects.size(), MOST, "notifications")));
    }
    List<Notification> notifications = new ArrayList<>();
    for (StrictObject object : objects) {
      notifications.add(notification(object, moment));
    }
    fields.done();
    return new NotificationInput(notifications, moment);
  }

  private static Notification notification(StrictObject fields, OffsetDateTime now) {
    String id = fields.text("id");
    String app = fields.text("app");
    Notification notification =
        new Notification(
            id,
            app,
            fields.optionalText("appName").orElse(app),
            fields.optionalText("summary").orElse(""),
            fields.optionalText("body").orElse(""),
            fields.time("time").orElse(now),
            fields.integer("urgency", 0, 2).orElse(1),
            fields.optionalText("category").orElse(""),
            fields.optionalText("thread").orElse(""),
            fields.texts("actions"),
            fields.bool("transient").orElse(false));
    fields.done();
    return notification;
  }
}
