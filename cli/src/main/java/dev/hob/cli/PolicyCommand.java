// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli;

import dev.hob.policy.ActionCall;
import dev.hob.policy.ActionDecision;
import dev.hob.policy.ActionRules.Risk;
import dev.hob.policy.Caller;
import dev.hob.policy.DataClass;
import dev.hob.policy.Decision;
import dev.hob.policy.InvalidPolicyException;
import dev.hob.policy.decide.EffectivePolicy;
import dev.hob.policy.inspect.PolicyInspection;
import dev.hob.policy.layer.Layer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `hob policy …`: reads the files itself, so no daemon need run.
@Command(name = "policy", description = "Check, show and explain the admin's policy.")
final class PolicyCommand {
  private final Session session;

  PolicyCommand(Session session) {
    this.session = session;
  }

  @Command(description = "Check the files in force, or given ones before they are put in place.")
  int check(
      @Parameters(arity = "0..*", paramLabel = "FILE") List<Path> files,
      @Option(
              names = "--layer",
              paramLabel = "admin|user",
              description = "Where the given files will stand; a user's may only restrict.",
              defaultValue = "admin")
          Layer layer) {
    PolicyInspection.Check check =
        files == null || files.isEmpty() ? inspection().check() : inspection().check(files, layer);
    Screen screen = session.screen();
    check.problems().forEach(problem -> screen.line(problem.toString()));
    if (check.problems().isEmpty()) {
      screen.line("sound: " + String.join(", ", check.files()));
    }
    return check.problems().isEmpty() ? 0 : ExitCodes.POLICY;
  }

  @Command(description = "Show every effective value with the file and line it comes from.")
  int show() {
    Screen screen = session.screen();
    return sound(() -> {
      for (PolicyInspection.Shown one : inspection().show()) {
        screen.line(String.format("%-34s %-28s %s", one.key(), one.value(), one.source()));
      }
    });
  }

  @Command(description = "Say why an app may or may not use a feature, and where.")
  int explain(
      @Parameters(paramLabel = "FEATURE", description = "e.g. summarize") String feature,
      @Option(names = "--app", defaultValue = "unknown", description = "Id of the asking app.")
          String app,
      @Option(
              names = "--data",
              paramLabel = "notifications|mail|text|action",
              defaultValue = "text",
              description = "What the request carries.")
          DataClass data,
      @Option(
              names = "--action",
              paramLabel = "APP/NAME",
              description = "With act: an action of an app, e.g. org.example.Timer/start_timer.")
          @Nullable String action,
      @Option(
              names = "--risk",
              paramLabel = "low|medium|high",
              defaultValue = "high",
              description = "Risk of that action; high where it is not known.")
          Risk risk,
      @Option(names = "--tainted", description = "With a value that was copied from content.")
          boolean tainted) {
    return sound(() -> {
      Caller caller = new Caller(app, -1, -1, Caller.Trust.PROCESS);
      print(inspection().explain(caller, feature, data));
      if (action != null) {
        print(inspection().explain(caller, call(action, risk, tainted)));
      }
    });
  }

  private static ActionCall call(String action, Risk risk, boolean tainted) {
    int slash = action.indexOf('/');
    if (slash <= 0 || slash == action.length() - 1) {
      throw new BadInputException(ExitCodes.USAGE, "--action is APP/NAME, not " + action);
    }
    return new ActionCall(action.substring(0, slash), action.substring(slash + 1), risk, tainted);
  }

  private void print(EffectivePolicy.ReasonedAction reasoned) {
    ActionDecision decision = reasoned.decision();
    session
        .screen()
        .title(
            "action: "
                + decision.rule().name().toLowerCase(Locale.ROOT)
                + ", by "
                + decision.key()
                + " ("
                + decision.source()
                + ")");
    reasoned.steps().forEach(this::print);
  }

  private void print(EffectivePolicy.Step step) {
    session.screen().line("  " + step.rule() + ": " + step.found() + "  (" + step.source() + ")");
  }

  private void print(PolicyInspection.Explanation explanation) {
    Screen screen = session.screen();
    Decision decision = explanation.decision();
    screen.title(
        decision.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ')
            + " on "
            + decision.places().toString().toLowerCase(Locale.ROOT)
            + ", by "
            + decision.rule()
            + " ("
            + decision.source()
            + ")");
    explanation.steps().forEach(this::print);
    for (PolicyInspection.Shown key : explanation.keys()) {
      screen.line("  " + key.key() + " = " + key.value() + "  (" + key.source() + ")");
      key.layers()
          .forEach(layer ->
              screen.line(
                  screen.in(
                      Screen.Style.QUIET,
                      "      " + layer.layer() + ": " + layer.value() + "  " + layer.source())));
    }
  }

  private int sound(Runnable printing) {
    try {
      printing.run();
      return 0;
    } catch (InvalidPolicyException broken) {
      broken.problems().forEach(problem -> session.screen().line(problem.toString()));
      return ExitCodes.POLICY;
    }
  }

  private PolicyInspection inspection() {
    return PolicyInspection.of(session.environment(), Clock.systemUTC());
  }
}
