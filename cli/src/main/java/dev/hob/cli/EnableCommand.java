// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hob.client.HobClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `hob enable`: the person says yes.
@Command(
    name = "enable",
    description = "Switch Hob on for this user: it may read notifications and serve apps.")
final class EnableCommand implements Callable<Integer> {
  private final Session session;

  EnableCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (HobClient hob = session.hob()) {
      hob.post("/v1/consent", JsonNodeFactory.instance.objectNode().put("granted", true));
      session.screen().line("Hob is on for this user; `hob off` switches it off again.");
    }
    return 0;
  }
}
