// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.forge.bench.model.BenchModels;
import dev.hob.forge.bench.model.Shape;

/// What both sides are asked to load, and which step they are to take.
record Questions(Shape shape, BenchModels models) {
  /// @param kernel as [dev.hob.engine.EngineOptions.Kernel] names it
  ObjectNode load(int adapters, String kernel) {
    ObjectNode question =
        Side.question()
            .put("model", models.base(shape).toString())
            .put("threads", EngineBench.THREADS)
            .put("kernel", kernel);
    models
        .adapters(shape, adapters)
        .forEach(folder -> question.withArray("adapters").add(folder.toString()));
    return question;
  }

  ObjectNode rivalLoad(int sequences, int contextSize) {
    return Side.question()
        .put("model", models.gguf(shape).toString())
        .put("threads", EngineBench.THREADS)
        .put("sequences", sequences)
        .put("contextSize", contextSize);
  }

  static ObjectNode step(String id, int count) {
    return Side.question().put("id", id).put("count", count);
  }
}
