// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A process that answers a line of JSON with a line of JSON. One thread; the process sleeps while
/// it is not asked.
public final class Side implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String name;
  private final Process process;
  private final Writer questions;
  private final BufferedReader answers;

  Side(String name, Process process) {
    this.name = name;
    this.process = process;
    questions = process.outputWriter(StandardCharsets.UTF_8);
    answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /// Hob's own, in a JVM like `hobd`'s.
  public static Side own(String name) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-Xms192m",
            "-Xmx192m",
            "-XX:+AlwaysPreTouch", // so that what the heap takes is what it is given
            "-XX:-UsePerfData",
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-Dai.djl.offline=true",
            "-cp",
            System.getProperty("java.class.path"),
            OwnSide.class.getName()));
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.redirectError(ProcessBuilder.Redirect.DISCARD);
      return new Side(name, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// @param question its `do` is set by this
  /// @throws IllegalStateException the side failed or ended
  public JsonNode ask(String what, ObjectNode question) {
    try {
      questions.write(question.put("do", what) + "\n");
      questions.flush();
      String line = answers.readLine();
      if (line == null) {
        throw new IllegalStateException(name + " ended when asked to " + what);
      }
      JsonNode answer = JSON.readTree(line);
      if (answer.has("error")) {
        throw new IllegalStateException(name + ", " + what + ": " + answer.path("error").asText());
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(name + ", " + what, e);
    }
  }

  public JsonNode ask(String what) {
    return ask(what, question());
  }

  /// The median of an answer's list of times.
  public static double medianMs(JsonNode answer) {
    JsonNode list = answer.path("ms");
    double[] ms = new double[list.size()];
    for (int i = 0; i < ms.length; i++) {
      ms[i] = list.get(i).asDouble();
    }
    return Figure.median(ms);
  }

  public static ObjectNode question() {
    return JsonNodeFactory.instance.objectNode();
  }

  public long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
