// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.client.HobClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `hob status`.
@Command(
    name = "status",
    description = "Show base, adapters, memory, queue, policy and doors of the running Hob.")
final class StatusCommand implements Callable<Integer> {
  private final Session session;

  @Option(names = "--json", description = "Print the status as JSON.")
  boolean json;

  StatusCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Screen screen = session.screen();
    try (HobClient hob = session.hob()) {
      JsonNode status = hob.status();
      if (json) {
        screen.line(status.toPrettyString());
      } else {
        new StatusPrinter(screen).print(status);
      }
    }
    return 0;
  }
}
