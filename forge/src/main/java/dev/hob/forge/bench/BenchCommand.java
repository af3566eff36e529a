// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench;

import dev.hob.forge.bench.engine.EngineCommand;
import dev.hob.forge.bench.sweep.SweepCommand;
import picocli.CommandLine.Command;

/// `hob bench`.
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures speed and memory on this machine.",
    footer = {"", "Each kernel alone: `hob bench kernels`, in a module of its own."},
    subcommands = {
      EngineCommand.class,
      SweepCommand.class,
      ImportBenchCommand.class,
      ModelCommand.class
    })
public final class BenchCommand {}
