// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.dbus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.ipc.wire.Envelope;
import dev.hob.ipc.wire.EnvelopeReader;
import dev.hob.ipc.wire.StrictJson;

/// Splits the one dictionary that a bus call has into terms (`class`, `place`, `onOverflow`,
/// `base`, `firstToken`, `finish`) and the feature's own options. Immutable.
final class BusOptions {
  private BusOptions() {}

  /// @throws dev.hob.features.ProblemException `invalid-input`, with the pointers of the HTTP body
  static Envelope envelope(ObjectNode given) {
    ObjectNode body = StrictJson.mapperForWriting().createObjectNode();
    ObjectNode options = body.putObject("options");
    body.put("class", "interactive");
    given
        .properties()
        .forEach(option -> {
          switch (option.getKey()) {
            case "class", "place", "onOverflow", "base" ->
                body.set(option.getKey(), option.getValue());
            case "firstToken", "finish" -> deadline(body, option.getKey(), option.getValue());
            default -> options.set(option.getKey(), option.getValue());
          }
        });
    return EnvelopeReader.read(body, EnvelopeReader.REQUEST);
  }

  private static void deadline(ObjectNode body, String name, JsonNode value) {
    ObjectNode deadline =
        body.get("deadline") instanceof ObjectNode known ? known : body.putObject("deadline");
    deadline.set(name, value);
  }
}
