// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hob.client.HobClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `hob watch`: notifications and digests as they come.
@Command(name = "watch", description = "Follow notifications and digests as they come.")
final class WatchCommand implements Callable<Integer> {
  private final Session session;

  @Option(names = "--json", description = "Print each event as one line of JSON.")
  boolean json;

  WatchCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Screen screen = session.screen();
    try (HobClient hob = session.hob()) {
      hob.stream(
          "/v1/watch",
          JsonNodeFactory.instance.objectNode(),
          event -> print(screen, event.name(), event.data()));
    }
    return 0;
  }

  private void print(Screen screen, String name, JsonNode data) {
    if (json) {
      screen.line(
          JsonNodeFactory.instance.objectNode().put("event", name).set("data", data).toString());
      return;
    }
    switch (name) {
      case "notification" ->
          screen.paragraph(
              data.path("time").asText().replaceAll("^.*T(\\d\\d:\\d\\d).*$", "$1") + "  ",
              screen.in(Screen.Style.MARK, data.path("appName").asText())
                  + "  "
                  + data.path("summary").asText()
                  + (data.path("body").asText().isEmpty()
                      ? ""
                      : ": " + data.path("body").asText()));
      case "digest" -> new DigestPrinter(screen, data.path("notifications"), false).print(data);
      default -> screen.line(screen.in(Screen.Style.QUIET, name + " " + data));
    }
  }
}
