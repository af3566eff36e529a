// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.deed;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.features.Problem;
import dev.hob.features.testing.FakeDesktop;
import dev.hob.features.testing.House;
import dev.hob.policy.audit.AuditRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// A house with a desktop of apps that do as they are told, and a person who answers as a test
/// says.
abstract class DeedScene {
  static final String TIMER = "{'utterance':'start a timer of five minutes'}";
  static final String UNDO = "{'undo':'last'}";

  final House house = new House();
  final FakeDesktop desktop = FakeDesktop.usual();

  @BeforeEach
  void wire() {
    house.act = desktop.ports();
  }

  @AfterEach
  void nothingIsHeld() {
    house.router.assertNothingOpen();
  }

  JsonNode done(String input, String options) throws InterruptedException {
    return house.answer("act", input, options).output().path("done");
  }

  /// An input with the id of a call that waits for a yes.
  String consent() throws InterruptedException {
    Problem problem = house.problem("act", TIMER, "{'confirm':'never'}");
    return "{'consent':'"
        + assertInstanceOf(Problem.NeedsConfirmation.class, problem).consentId()
        + "'}";
  }

  AuditRecord.ActionTrace trace() {
    return house.audit.getLast().action().orElseThrow();
  }
}
