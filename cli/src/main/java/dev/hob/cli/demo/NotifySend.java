// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// libnotify's own command line program.
final class NotifySend implements Sender {
  private final String busAddress;

  NotifySend(String busAddress) {
    this.busAddress = busAddress;
  }

  static boolean installed() {
    try {
      return new ProcessBuilder("notify-send", "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException missing) {
      return false;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void send(Notice notice) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "notify-send",
                "--app-name=" + notice.app(),
                "--urgency=" + notice.urgency(),
                "--hint=string:desktop-entry:" + notice.entry()));
    if (!notice.category().isEmpty()) {
      command.add("--category=" + notice.category());
    }
    if (notice.brief()) {
      command.add("--hint=boolean:transient:true");
    }
    command.add("--");
    command.add(notice.summary());
    command.add(notice.body());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("DBUS_SESSION_BUS_ADDRESS", busAddress);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("notify-send failed: " + said.strip());
    }
  }

  @Override
  public String name() {
    return "notify-send";
  }
}
