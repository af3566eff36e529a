// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hob.client.HobClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `hob off`: the master switch.
@Command(
    name = "off",
    description =
        "Switch all of Hob off for this user: no feature answers, no notification is read.")
final class DisableCommand implements Callable<Integer> {
  private final Session session;

  DisableCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (HobClient hob = session.hob()) {
      hob.post("/v1/consent", JsonNodeFactory.instance.objectNode().put("granted", false));
      session
          .screen()
          .line("Hob is off for this user: every feature refuses, no notification is read.");
    }
    return 0;
  }
}
