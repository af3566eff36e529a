// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// Main class of the process that is Hob's side of a bench: one line of JSON in, one out, and
/// nothing done in between. It opens base, adapters and engine as `hobd` does.
///
/// | `do` | gives |
/// | --- | --- |
/// | `load` model, adapters, threads, kernel, stamps | `openMs`, `firstTokenMs`, `inNewProcessMs`, `kernel`, … |
/// | `open` id, tokens, adapter | a sequence with so many tokens in the prefix cache |
/// | `step` id, count | `ms`: one for each token |
/// | `prefill` tokens, adapter | `ms` up to the first token |
/// | `batch` adapters, count | `ms`: one for each step over all these sequences |
/// | `copy` prompt, text, drafts | `ms` for the whole text, `tokens`, `drafted`, `accepted` |
/// | `adapter` file | `coldMs`, `knownMs`, `heldUpSteps`, `switchMs` |
/// | `memory` | bytes of this process, see [dev.hob.forge.bench.machine.ResidentMemory] |
/// | `products` rows | `gops` of the base's products alone, on one thread; see [Products] |
public final class OwnSide {
  private static final ObjectMapper JSON = new ObjectMapper();

  private OwnSide() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    PrintStream answers = System.out;
    System.setOut(System.err); // whatever a library prints is no answer
    try (Measured measured = new Measured();
        BufferedReader questions =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = questions.readLine(); line != null; line = questions.readLine()) {
        answers.println(answer(measured, JSON.readTree(line)));
        answers.flush();
      }
    }
  }

  private static ObjectNode answer(Measured measured, JsonNode question)
      throws InterruptedException {
    try {
      return switch (question.path("do").asText()) {
        case "load" -> measured.load(question);
        case "open" -> measured.open(question);
        case "step" -> list(measured.step(question.path("id").asText(), count(question)));
        case "prefill" ->
            one(
                "ms",
                measured.prefill(
                    question.path("tokens").asInt(), question.path("adapter").asInt(-1)));
        case "batch" -> list(measured.batch(question.path("adapters"), count(question)));
        case "copy" -> measured.copy(question);
        case "adapter" -> measured.adapter(question.path("file").asText());
        case "memory" -> measured.memory();
        case "products" -> one("gops", measured.products(question.path("rows").asInt()));
        default -> throw new IllegalArgumentException(question.toString());
      };
    } catch (RuntimeException e) {
      return JsonNodeFactory.instance.objectNode().put("error", e.toString());
    }
  }

  private static int count(JsonNode question) {
    return question.path("count").asInt(8);
  }

  private static ObjectNode one(String name, double value) {
    return JsonNodeFactory.instance.objectNode().put(name, value);
  }

  private static ObjectNode list(double[] ms) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    ArrayNode array = node.putArray("ms");
    for (double each : ms) {
      array.add(each);
    }
    return node;
  }
}
