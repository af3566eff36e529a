// SPDX-License-Identifier: Apache-2.0
package dev.hob.it.oracle;

import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.forge.bench.peer.Peer;
import dev.hob.forge.bench.peer.PeerQuantizer;
import dev.hob.forge.bench.peer.PeerUnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/// llama.cpp, asked through our own script. Many questions share a process.
final class Oracle {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  /// One question.
  sealed interface Question {
    /// Which ids is this text?
    ///
    /// @param special control tokens in it are recognised
    record Ids(String text, boolean special) implements Question {}

    /// What follows?
    ///
    /// @param every logits after each token are wanted
    /// @param generate tokens to choose, each the likeliest
    record Next(int[] tokens, boolean every, int generate) implements Question {}
  }

  /// Questions to one model.
  record Job(Path model, Optional<Path> adapter, List<Question> questions) {}

  /// @param logits [tokens, vocabulary] where all were asked for, else empty
  record Answer(int[] tokens, int[] greedy, float[][] logits) {}

  private final Peer peer;
  private final Path folder;

  private Oracle(Peer peer, Path folder) {
    this.peer = peer;
    this.folder = folder;
  }

  /// Skips the test, with the reason, where llama.cpp cannot be had.
  ///
  /// @param folder for questions and answers
  static Oracle orSkip(Path folder) throws IOException, InterruptedException {
    try {
      return new Oracle(Peer.install(Peer.cache(System.getenv())), folder);
    } catch (PeerUnavailableException why) {
      return abort("no oracle: " + why.getMessage());
    }
  }

  /// Writes the model with every weight as F32, decoded by llama.cpp.
  void decode(Path model, Path to) throws IOException {
    PeerQuantizer.load(peer).quantize(model, to, PeerQuantizer.Mix.F32, 1);
  }

  /// @return for each job its answers
  List<List<Answer>> ask(List<Job> jobs) throws IOException, InterruptedException {
    ArrayNode list = JSON.createArrayNode();
    List<Path> rows = new ArrayList<>();
    for (Job job : jobs) {
      rows.add(Files.createTempFile(folder, "rows", ".f32"));
      ObjectNode node = list.addObject().put("model", job.model().toString());
      job.adapter().ifPresent(file -> node.put("lora", file.toString()));
      node.put("rows", rows.getLast().toString());
      job.questions().forEach(question -> write(node.withArrayProperty("cases"), question));
    }
    Path asked = Files.createTempFile(folder, "jobs", ".json");
    JSON.writeValue(asked.toFile(), list);
    String said = peer.run(Oracle.class, "oracle.mjs", List.of(asked.toString()), PATIENCE);
    Iterator<String> lines = said.lines().filter(line -> line.startsWith("{")).iterator();
    List<List<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < jobs.size(); i++) {
      answers.add(answers(jobs.get(i), lines, Files.readAllBytes(rows.get(i))));
      Files.delete(rows.get(i));
    }
    return answers;
  }

  private static void write(ArrayNode cases, Question question) {
    switch (question) {
      case Question.Ids ids ->
          cases.addObject().put("text", ids.text()).put("special", ids.special());
      case Question.Next next -> {
        ObjectNode one = cases.addObject();
        for (int token : next.tokens()) {
          one.withArrayProperty("tokens").add(token);
        }
        one.put("every", next.every()).put("generate", next.generate());
      }
    }
  }

  private static List<Answer> answers(Job job, Iterator<String> lines, byte[] rows)
      throws IOException {
    int positions = 0;
    for (Question question : job.questions()) {
      positions += question instanceof Question.Next n && n.every() ? n.tokens().length : 0;
    }
    FloatBuffer left = ByteBuffer.wrap(rows).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    int vocabulary = positions == 0 ? 0 : left.remaining() / positions;
    List<Answer> answers = new ArrayList<>();
    for (Question question : job.questions()) {
      JsonNode line = JSON.readTree(lines.next());
      boolean every = question instanceof Question.Next n && n.every();
      int[] tokens = ints(line.path("tokens"));
      float[][] logits = new float[every ? tokens.length : 0][vocabulary];
      for (float[] row : logits) {
        left.get(row);
      }
      answers.add(new Answer(tokens, ints(line.path("greedy")), logits));
    }
    return answers;
  }

  private static int[] ints(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }
}
