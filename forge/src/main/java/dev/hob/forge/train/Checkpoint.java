// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.hob.forge.model.TensorFile;
import dev.hob.forge.model.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/// A run on disk: `checkpoint/` holds the trained tensors, the optimizer and the state. A new one
/// is written beside the old one and takes its place by renaming.
public final class Checkpoint {
  /// The trained tensors; of a base, together with its `config.json`, a Hugging Face folder.
  public static final String TENSORS = "model.safetensors";

  private static final String OPTIMIZER = "optimizer.safetensors";
  private static final String CONFIG = "config.json";
  private static final String STATE = "state.json";
  private static final String NAME = "checkpoint";
  private static final String NEW = "checkpoint.new";
  private static final String OLD = "checkpoint.old";

  private Checkpoint() {}

  /// Writes a checkpoint into a run's folder.
  ///
  /// @throws IOException if a file cannot be written; the previous checkpoint is then still whole
  public static void write(
      Path run, Map<String, NDArray> parameters, AdamW optimizer, RunState state)
      throws IOException {
    Path fresh = run.resolve(NEW);
    delete(fresh);
    Files.createDirectories(fresh);
    TensorFile.write(fresh.resolve(TENSORS), Weights.inMemory(parameters), Map.of("format", "pt"));
    TensorFile.write(fresh.resolve(OPTIMIZER), optimizer.state(), Map.of());
    state.write(fresh.resolve(STATE));
    if (Files.exists(run.resolve(CONFIG))) {
      Files.copy(run.resolve(CONFIG), fresh.resolve(CONFIG));
    }
    Path current = run.resolve(NAME);
    if (Files.exists(current)) {
      delete(run.resolve(OLD));
      Files.move(current, run.resolve(OLD), StandardCopyOption.ATOMIC_MOVE);
    }
    Files.move(fresh, current, StandardCopyOption.ATOMIC_MOVE);
    delete(run.resolve(OLD));
  }

  /// The folder of the last whole checkpoint of a run.
  ///
  /// @throws IOException if there is none
  public static Path find(Path run) throws IOException {
    for (String name : new String[] {NAME, OLD}) {
      if (Files.exists(run.resolve(name).resolve(STATE))) {
        return run.resolve(name);
      }
    }
    throw new IOException(run + ": no checkpoint to go on from");
  }

  /// Puts a checkpoint's tensors and optimizer back.
  ///
  /// @param folder what [#find] gave
  /// @return the state at that point
  /// @throws IOException if a file cannot be read, or a tensor is missing or has another shape
  public static RunState restore(Path folder, Map<String, NDArray> parameters, AdamW optimizer)
      throws IOException {
    Map<String, TensorFile.Tensor> saved = TensorFile.read(folder.resolve(TENSORS));
    for (var parameter : parameters.entrySet()) {
      TensorFile.Tensor tensor = saved.get(parameter.getKey());
      Shape shape = parameter.getValue().getShape();
      if (tensor == null || !new Shape(tensor.shape()).equals(shape)) {
        throw new IOException(
            folder + ": tensor " + parameter.getKey() + " of shape " + shape + " expected");
      }
      parameter.getValue().set(tensor.values());
    }
    RunState state = RunState.read(folder.resolve(STATE));
    optimizer.restore(TensorFile.read(folder.resolve(OPTIMIZER)), state.step());
    return state;
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
