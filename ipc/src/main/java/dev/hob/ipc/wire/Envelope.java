// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.Request;
import dev.hob.policy.Caller;
import dev.hob.router.Deadline;
import dev.hob.router.PlacePreference;
import dev.hob.router.QueueClass;
import java.util.Optional;

/// The part of a request that is the same for every feature (formats.md, 5).
///
/// @param feature set only where the body names it (`/v1/warm`, `/v1/count`)
/// @param input empty where the request gives none, which means the inbox to `digest`
/// @param stream the body asks for an event stream
public record Envelope(
    Optional<String> feature, Optional<ObjectNode> input, Terms terms, boolean stream) {

  /// How the caller wants it done.
  ///
  /// @param base the installed base that shall do it
  public record Terms(
      ObjectNode options,
      QueueClass queueClass,
      Deadline deadline,
      PlacePreference place,
      Request.OnOverflow onOverflow,
      Optional<String> base) {

    /// What an absent field means.
    public static Terms defaults() {
      return new Terms(
          StrictJson.mapperForWriting().createObjectNode(),
          QueueClass.DEFAULT,
          Deadline.NONE,
          PlacePreference.AUTO,
          Request.OnOverflow.REFUSE,
          Optional.empty());
    }

    /// A caller who sits and waits, as every caller on the bus or of a chat API does.
    public static Terms interactive() {
      Terms plain = defaults();
      return new Terms(
          plain.options,
          QueueClass.INTERACTIVE,
          plain.deadline,
          plain.place,
          plain.onOverflow,
          plain.base);
    }
  }

  /// The request that `caller` makes of `name`.
  public Request request(String name, ObjectNode given, Caller caller) {
    return new Request(
        name,
        given,
        terms.options(),
        caller,
        terms.queueClass(),
        terms.deadline(),
        terms.place(),
        terms.onOverflow(),
        terms.base());
  }
}
