// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.desktop.call;

import dev.hob.features.act.ActionPort.Outcome;
import dev.hob.ipc.dbus.BusClient.Reply;
import dev.hob.ipc.desktop.offer.CleanText;
import dev.hob.ipc.desktop.offer.WireTypes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a reply of an app means. Immutable.
final class Replies {
  private static final int WORDS = 300;
  private static final String ERROR = "org.freedesktop.DBus.Error.";

  /// An object that was there when the action was found.
  private static final List<String> NOT_THERE =
      List.of(ERROR + "UnknownObject", ERROR + "UnknownInterface", ERROR + "UnknownMethod");

  private Replies() {}

  /// @param returns whether what came back is worth telling
  static Outcome outcome(Reply reply, Duration limit, boolean returns) {
    return switch (reply) {
      case Reply.Returned(var sender, var signature, var values) ->
          new Outcome.Done(returns ? WireTypes.json(values) : Optional.empty(), Optional.empty());
      case Reply.Refused(String error, String words) -> new Outcome.Failed(said(error, words));
      case Reply.Gone(String why) -> new Outcome.Vanished(gone(why));
      case Reply.Silent silent -> new Outcome.TimedOut(limit);
    };
  }

  /// What stands in the way of a call that needs this answer first; never called with `Returned`.
  static Outcome beforeCall(Reply reply, Duration limit) {
    return reply instanceof Reply.Refused(String error, String words) && NOT_THERE.contains(error)
        ? new Outcome.Vanished(said(error, words))
        : outcome(reply, limit, false);
  }

  private static String said(String error, String words) {
    String shortName = error.startsWith(ERROR) ? error.substring(ERROR.length()) : error;
    return CleanText.line(words.isEmpty() ? shortName : shortName + ": " + words, WORDS);
  }

  private static String gone(String why) {
    return why.isEmpty() ? "the app left the bus" : CleanText.line(why, WORDS);
  }
}
