// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge;

import dev.hob.forge.bench.BenchCommand;
import dev.hob.forge.bench.quality.PaletteQualityCommand;
import dev.hob.forge.bundle.BundleCommand;
import dev.hob.forge.corpus.WordsCommand;
import dev.hob.forge.eval.EvalCommand;
import dev.hob.forge.importing.ImportCommand;
import dev.hob.forge.lora.AdapterCommand;
import dev.hob.forge.palette.PalettizeCommand;
import dev.hob.forge.recover.RecoverCommand;
import dev.hob.forge.recover.TuneCommand;
import dev.hob.forge.shard.DataCommand;
import dev.hob.forge.tokenizer.TokenizerCommand;
import dev.hob.forge.train.TrainCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `hob forge`: makes tokenizers, bases, adapters and palettes.
@Command(
    name = "forge",
    mixinStandardHelpOptions = true,
    description = "Makes models: tokenizer, base, adapters, palettes.",
    subcommands = {
      TokenizerCommand.class,
      WordsCommand.class,
      DataCommand.class,
      TrainCommand.class,
      AdapterCommand.class,
      RecoverCommand.class,
      TuneCommand.class,
      PalettizeCommand.class,
      PaletteQualityCommand.class,
      BundleCommand.class,
      EvalCommand.class,
      BenchCommand.class,
      ImportCommand.class
    })
public final class Forge {
  /// Runs one step and exits with its code.
  ///
  /// @param args subcommand and options
  public static void main(String[] args) {
    System.exit(new CommandLine(new Forge()).execute(args));
  }
}
