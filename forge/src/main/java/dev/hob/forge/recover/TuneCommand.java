// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.recover;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.forge.model.BaseFolder;
import dev.hob.forge.model.Weights;
import dev.hob.forge.palette.PalettizedBase;
import dev.hob.forge.train.AdamW;
import dev.hob.forge.train.Learner;
import dev.hob.forge.train.TrainingRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `hob forge tune`: trains the tables and scales of a palettized base; its indices stay.
@Command(name = "tune", description = "Trains tables and scales of a palettized base.")
public final class TuneCommand implements Callable<Integer> {
  private static final String TUNED = "tuned";

  @Spec private CommandSpec spec;
  @Mixin private DistillRun run;

  @Override
  public Integer call() throws IOException {
    return run.with(
        spec.commandLine().getOut(),
        manager -> {
          Weights teacher = Weights.read(manager, run.teacher());
          PaletteWeights student = new PaletteWeights(manager, PalettizedBase.read(run.base()));
          RecoverStep step =
              new RecoverStep(
                  manager,
                  teacher,
                  student::in,
                  new RecoverStep.Options(run.options().rows(), 0, true));
          Learner learner = new Learner(student.parameters(), step, new AdamW.Options(0, 1));
          Path folder = run.options().out().resolve(TUNED);
          run.train(
              manager,
              "tune",
              learner,
              () -> {
                write(student, folder);
                return BaseFolder.read(manager, folder);
              });
          write(student, folder);
          ObjectNode facts = run.facts(new ObjectMapper());
          facts.put("role", "tables and scales");
          record(folder, facts);
        });
  }

  /// The base's own record, with the tuning's inside.
  private void record(Path folder, ObjectNode facts) throws IOException {
    TrainingRecord.write(folder, run.options().out(), facts);
    Path ofBase = run.base().resolve(TrainingRecord.NAME);
    if (Files.exists(ofBase)) {
      ObjectMapper json = new ObjectMapper();
      Path file = folder.resolve(TrainingRecord.NAME);
      ObjectNode record = (ObjectNode) json.readTree(Files.readAllBytes(ofBase));
      record.set("tuning", json.readTree(Files.readAllBytes(file)));
      Files.write(file, json.writerWithDefaultPrettyPrinter().writeValueAsBytes(record));
    }
  }

  private void write(PaletteWeights student, Path folder) throws IOException {
    Files.createDirectories(folder);
    student.tuned().write(folder);
    for (String file : new String[] {"config.json", "tokenizer.json", "palette.json"}) {
      Path from = run.base().resolve(file);
      if (Files.exists(from)) {
        Files.copy(from, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
