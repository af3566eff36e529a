// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli.demo;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/// Takes notifications and gives them ids, as a desktop's server would; shows nothing. Where a
/// notification asks something, it plays the person who says yes.
final class NotificationServer implements Notifications {
  private final AtomicInteger lastId = new AtomicInteger();
  private final DBusConnection connection;
  private final Consumer<Question> asked;

  /// @param connection on which it is exported
  /// @param asked told of each question before its first button is pressed
  NotificationServer(DBusConnection connection, Consumer<Question> asked) {
    this.connection = connection;
    this.asked = asked;
  }

  /// A notification with buttons.
  ///
  /// @param buttons labels, the one that is pressed first
  record Question(String title, String body, List<String> buttons) {
    Question {
      buttons = List.copyOf(buttons);
    }
  }

  @Override
  public UInt32 Notify(
      String appName,
      UInt32 replacesId,
      String appIcon,
      String summary,
      String body,
      List<String> actions,
      Map<String, Variant<?>> hints,
      int expireTimeout) {
    UInt32 id = replacesId.intValue() != 0 ? replacesId : new UInt32(lastId.incrementAndGet());
    if (actions.size() > 2) {
      press(id, new Question(summary, body, labels(actions)), actions.getFirst());
    }
    return id;
  }

  /// Of a flat list key, label, key, label.
  private static List<String> labels(List<String> actions) {
    return IntStream.range(0, actions.size() / 2).mapToObj(i -> actions.get(2 * i + 1)).toList();
  }

  private void press(UInt32 id, Question question, String key) {
    asked.accept(question);
    try {
      connection.sendMessage(new ActionInvoked(PATH, id, key));
    } catch (DBusException broken) {
      throw new DBusExecutionException("the button cannot be pressed", broken);
    }
  }

  @Override
  public void CloseNotification(UInt32 id) {
    // Nothing is on a screen.
  }

  @Override
  public List<String> GetCapabilities() {
    return List.of("actions", "body", "body-markup");
  }

  @Override
  public ServerInformation<String, String, String, String> GetServerInformation() {
    return new ServerInformation<>("hob-demo", "Hob", "0.1.0", "1.2");
  }

  @Override
  public String getObjectPath() {
    return PATH;
  }

  @Override
  public boolean isRemote() {
    return false;
  }
}
