// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli.demo;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/// Takes notifications and gives them ids, as a desktop's server would; shows nothing.
final class NotificationServer implements Notifications {
  private final AtomicInteger lastId = new AtomicInteger();

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
    return replacesId.intValue() != 0 ? replacesId : new UInt32(lastId.incrementAndGet());
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
