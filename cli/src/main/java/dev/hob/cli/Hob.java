// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ScopeType;

/// The `hob` command itself. Its launcher script runs `serve`, `test`, `forge`, `eval`; everything
/// else is here.
@Command(
    name = "hob",
    description = "One small language model, lent to every app of this desktop.",
    mixinStandardHelpOptions = true,
    version = "hob 0.1.0",
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      SummarizeCommand.class,
      ProofreadCommand.class,
      RewriteCommand.class,
      DigestCommand.class,
      PrioritizeCommand.class,
      ActCommand.class,
      ActionsCommand.class,
      WatchCommand.class,
      StatusCommand.class,
      AdapterCommand.class,
      ModelCommand.class,
      PolicyCommand.class,
      EnableCommand.class,
      DisableCommand.class,
      dev.hob.cli.demo.DemoCommand.class,
      HelpCommand.class
    },
    footer = {
      "",
      "Run by the launcher: serve (the daemon), model import, forge (make models),",
      "eval (score a feature), test, format, doctor.",
      "",
      "Exit codes: 0 done, 1 answered and nothing done (act), 64 usage,",
      "65 input refused, 66 unknown name, 69 nobody answers, 70 Hob failed,",
      "74 storage, 75 busy: try later, 77 not allowed, 78 policy, 130 cancelled."
    })
public final class Hob implements Runnable {
  @CommandLine.Spec
  @SuppressWarnings("NullAway.Init") // picocli
  private CommandLine.Model.CommandSpec spec;

  public static void main(String[] arguments) {
    System.exit(commandLine(System.getenv()).execute(arguments));
  }

  static CommandLine commandLine(Map<String, String> environment) {
    CommandLine line = new CommandLine(new Hob(), new CommandFactory(environment));
    line.setExecutionExceptionHandler(new ExitCodes());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.getCommandSpec().exitCodeOnInvalidInput(ExitCodes.USAGE);
    line.getSubcommands().values().forEach(Hob::usageExitCode);
    return line;
  }

  private static void usageExitCode(CommandLine line) {
    line.getCommandSpec().exitCodeOnInvalidInput(ExitCodes.USAGE);
    line.getSubcommands().values().forEach(Hob::usageExitCode);
  }

  @Override
  public void run() {
    spec.commandLine().usage(System.out);
  }
}
