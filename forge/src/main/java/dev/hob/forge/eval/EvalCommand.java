// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval;

import dev.hob.client.HobException;
import dev.hob.features.fact.WordLists;
import dev.hob.forge.eval.act.ActionCatalogues;
import dev.hob.forge.eval.ask.AskOptions;
import dev.hob.forge.eval.report.Report;
import dev.hob.forge.eval.report.Table;
import dev.hob.forge.eval.stat.Bootstrap;
import dev.hob.forge.eval.stat.Interval;
import dev.hob.forge.eval.stat.Tally;
import java.io.Console;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `hob eval FEATURE FILE`: scores a running Hob, saved predictions or a baseline on rows with
/// gold.
@Command(
    name = "eval",
    mixinStandardHelpOptions = true,
    customSynopsis = "hob eval FEATURE FILE [OPTIONS]",
    exitCodeOnInvalidInput = EvalCommand.USAGE,
    exitCodeOnExecutionException = EvalCommand.INTERNAL,
    description = "Scores a feature on a file of rows with gold (.jsonl or .jsonl.xz).",
    footer = {
      "",
      "Without --from or --baseline a running Hob is asked, or a private one that is stopped again.",
      "Exit codes: 0; 1 a --fail-under missed; 65 a bad row; 66 an unknown feature,",
      "file, base, adapter or baseline; 69 no Hob answers; 75 it is busy; 77 it may",
      "not answer."
    })
public final class EvalCommand implements Callable<Integer> {
  static final int USAGE = 64;
  static final int INTERNAL = 70;
  private static final int GATE_MISSED = 1;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      description = "summarize, prioritize, proofread, friendly, professional, concise or act")
  private String feature;

  @Parameters(index = "1", description = "rows with gold")
  private Path file;

  @Option(names = "--json", description = "One JSON object on stdout, nothing else.")
  private boolean json;

  @Option(
      names = "--method",
      defaultValue = "auto",
      description = "auto (what users get), model or helper.")
  private String method;

  @Option(names = "--place", defaultValue = "auto", description = "auto, device or cloud.")
  private String place;

  @Option(names = "--base", description = "Refuse unless this base answers.")
  private @Nullable String base;

  @Option(
      names = "--adapter",
      description = "Refuse unless this adapter (NAME or NAME@VERSION) answers.")
  private @Nullable String adapter;

  @Option(names = "--baseline", description = "Score this baseline.")
  private @Nullable String baseline;

  @Option(names = "--from", description = "Score these predictions.")
  private @Nullable Path from;

  @Option(names = "--save", description = "Write the predictions.")
  private @Nullable Path save;

  @Option(names = "--against", description = "Compare with PREDICTIONS.jsonl or baseline:NAME.")
  private @Nullable String against;

  @Option(
      names = "--data",
      description = "Folder with act-catalogues, for rows that do not say what their app offers.")
  private @Nullable Path data;

  @Option(names = "--limit", description = "Only the first N rows.")
  private int limit = Integer.MAX_VALUE;

  @Option(names = "--seed", defaultValue = "7", description = "Seed of the resampling.")
  private long seed;

  @Option(names = "--bootstrap", defaultValue = "1000", description = "Resamples for intervals.")
  private int resamples;

  @Option(names = "--worst", description = "Show the N rows with the worst primary metric.")
  private int worst;

  @Option(names = "--fail-under", description = "METRIC>=VALUE or METRIC<=VALUE; may be repeated.")
  private List<String> gates = List.of();

  private final Map<String, String> environment;

  /// For picocli: the process's own environment says where Hob is.
  public EvalCommand() {
    this(System.getenv());
  }

  EvalCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    List<Gate> bounds = gates();
    try {
      WordLists lists = WordLists.embedded();
      Evaluation evaluation =
          new Evaluation(
              Catalogue.of(feature, lists, ActionCatalogues.beside(file, data())),
              lists.digest(),
              new Bootstrap(seed, resamples),
              environment);
      Report report = evaluation.run(request(), Progress.to(err, isTerminal()));
      PrintWriter out = spec.commandLine().getOut();
      out.print(
          json ? report.json(version(), Instant.now(), worst) + "\n" : Table.of(report, worst));
      out.flush();
      return missed(bounds, report, err) ? GATE_MISSED : 0;
    } catch (EvalException e) {
      err.println("hob eval: " + e.getMessage());
      return e.exitCode();
    } catch (HobException e) {
      err.println("hob eval: " + e.getMessage());
      return e.type().exitCode();
    }
  }

  private Optional<Path> data() {
    return Optional.ofNullable(data)
        .or(() ->
            Optional.of(environment.getOrDefault("HOB_DATA", ""))
                .filter(folder -> !folder.isBlank())
                .map(Path::of));
  }

  private List<Gate> gates() {
    try {
      return gates.stream().map(Gate::parse).toList();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private EvalRequest request() {
    EvalRequest.Answers answers;
    if (from != null) {
      answers = new EvalRequest.Saved(from);
    } else if (baseline != null) {
      answers = new EvalRequest.OfBaseline(baseline);
    } else {
      answers =
          new EvalRequest.Asked(
              new AskOptions(method, place),
              Optional.ofNullable(base),
              Optional.ofNullable(adapter));
    }
    return new EvalRequest(
        file, limit, answers, Optional.ofNullable(save), Optional.ofNullable(against));
  }

  private static boolean missed(List<Gate> bounds, Report report, PrintWriter err) {
    boolean missed = false;
    Map<String, Interval> metrics = report.metrics();
    Tally total = Tally.total(report.scores().tallies());
    for (Gate gate : bounds) {
      if (!gate.holds(metrics, total)) {
        err.println("hob eval: missed " + gate);
        missed = true;
      }
    }
    return missed;
  }

  private static boolean isTerminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }

  private static String version() {
    String version = EvalCommand.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
