// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `hob forge bundle`. Run it once to get something to score, and again with the scores: the same
/// parts give the same bytes.
@Command(
    name = "bundle",
    description = "Put base, recovery and adapters together as a bundle root with cards.")
public final class BundleCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MEGABYTE = 1_000_000;

  /// The base: new, or one that was sealed before.
  static final class Base {
    @Option(
        names = "--palettized",
        paramLabel = "FOLDER",
        description = "A tuned base: it is sealed anew, with a new digest.")
    @Nullable Path palettized;

    @Option(
        names = "--base",
        paramLabel = "FOLDER",
        description = "A sealed base: it is taken as it stands, with its recovery adapter.")
    @Nullable Path sealed;
  }

  @ArgGroup(exclusive = true, multiplicity = "1")
  Base base;

  @Option(
      names = "--recovery",
      paramLabel = "PEFT",
      description = "Recovery adapter of a new base.")
  @Nullable Path recovery;

  @Option(
      names = "--adapter",
      paramLabel = "ROLE=PEFT",
      description = "A feature adapter that started from the recovery adapter; repeatable.")
  Map<String, Path> adapters = new TreeMap<>();

  @Option(names = "--golden", paramLabel = "ROLE=FILE", description = "Its golden cases.")
  Map<String, Path> golden = new TreeMap<>();

  @Option(
      names = "--scores",
      paramLabel = "FILE",
      description = "Output of `hob eval … --json`; repeatable. They decide what ships.")
  List<Path> scores = new ArrayList<>();

  @Option(names = "--name", defaultValue = "hob-embedded-s")
  String name;

  @Option(names = "--version", defaultValue = "0.1.0")
  String version;

  @Option(names = "--limit-mb", defaultValue = "12", description = "Largest bundle, in MB (10^6).")
  double limit;

  @Option(names = "--out", required = true, paramLabel = "ROOT")
  Path out;

  @Override
  public Integer call() throws IOException {
    List<JsonNode> evaluations = new ArrayList<>();
    for (Path file : scores) {
      evaluations.add(JSON.readTree(file.toFile()));
    }
    BundleParts parts =
        base.palettized != null
            ? BundleParts.made(base.palettized, recovery, adapters, golden)
            : BundleParts.onto(Objects.requireNonNull(base.sealed), adapters, golden);
    Assembly assembly = new Assembly(parts, new Assembly.Identity(name, version), evaluations);
    Map<String, Long> sizes = assembly.write(out);
    long total = 0;
    for (var part : sizes.entrySet()) {
      total += part.getValue();
      System.out.println(String.format(Locale.ROOT, "%-24s %,12d", part.getKey(), part.getValue()));
    }
    System.out.println(String.format(Locale.ROOT, "%-24s %,12d bytes", "all", total));
    if (total > limit * MEGABYTE) {
      System.err.println("over the limit of " + limit + " MB");
      return 1;
    }
    return 0;
  }
}
