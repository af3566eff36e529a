// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench;

import dev.hob.forge.bench.model.BenchModels;
import dev.hob.forge.bench.model.Shape;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `hob bench model`: makes the random models that benches use and says where they are.
@Command(
    name = "model",
    mixinStandardHelpOptions = true,
    description = "Makes the random models of a shape and prints their folders.")
final class ModelCommand implements Callable<Integer> {
  private static final int ADAPTERS = 5;

  @Option(names = "--shape", defaultValue = "3b", description = "3b, 1b or embedded.")
  private String shape = "3b";

  @Option(names = "--gguf", description = "Also llama.cpp's.")
  private boolean gguf;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Shape wanted =
        Shape.named(shape)
            .orElseThrow(() ->
                new ParameterException(
                    spec.commandLine(), "--shape is 3b, 1b or embedded, not " + shape));
    BenchModels models = BenchModels.ofUser();
    var out = spec.commandLine().getOut();
    out.println(models.base(wanted));
    models.adapters(wanted, ADAPTERS).forEach(out::println);
    if (gguf) {
      out.println(models.gguf(wanted));
      out.println(models.ggufAdapter(wanted));
    }
    return 0;
  }
}
