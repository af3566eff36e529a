// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.deed;

import dev.hob.features.flow.Options;
import dev.hob.features.input.StrictObject;
import java.time.Duration;
import java.util.List;

/// How the caller wants its call carried out.
///
/// @param execute false: the call is chosen and no more
/// @param confirm how a yes is got where policy wants one
/// @param confirmWithin how long the person has to answer
/// @param callWithin how long the app has to answer
public record DeedTerms(
    boolean execute, Confirm confirm, Duration confirmWithin, Duration callWithin) {
  /// Names of the options that are read here.
  public static final List<String> OPTIONS =
      List.of("execute", "confirm", "confirmWithin", "callWithin");

  /// Time to look up, read two lines and press a button.
  private static final Duration CONFIRM = Duration.ofSeconds(30);

  private static final Duration MOST_CONFIRM = Duration.ofMinutes(5);
  private static final Duration CALL = Duration.ofSeconds(5);
  private static final Duration MOST_CALL = Duration.ofMinutes(1);
  private static final Duration LEAST = Duration.ofMillis(100);

  /// How a yes is got.
  public enum Confirm {
    /// The person is asked on the desktop; the request waits.
    DESKTOP,
    /// Nobody is asked: the caller cannot wait.
    NEVER,
    /// The caller says that the person has said yes to it.
    GIVEN;

    static final List<String> WORDS = List.of("desktop", "never", "given");
  }

  /// The call is chosen, and the caller carries it out.
  public static final DeedTerms CHOOSE_ONLY = new DeedTerms(false, Confirm.NEVER, CONFIRM, CALL);

  /// Reads the options named in [#OPTIONS]; `options` must support them.
  ///
  /// @param ownActions whether the request brings its actions along: those are never carried out
  ///   here
  public static DeedTerms read(Options options, boolean ownActions) {
    boolean execute = options.flag("execute").orElse(!ownActions);
    if (execute && ownActions) {
      throw StrictObject.invalid(
          "/options/execute", "false where the request brings its own actions", "true");
    }
    return new DeedTerms(
        execute,
        options
            .word("confirm", Confirm.WORDS)
            .map(word -> Confirm.values()[Confirm.WORDS.indexOf(word)])
            .orElse(Confirm.DESKTOP),
        options.millis("confirmWithin", LEAST, MOST_CONFIRM).orElse(CONFIRM),
        options.millis("callWithin", LEAST, MOST_CALL).orElse(CALL));
  }
}
