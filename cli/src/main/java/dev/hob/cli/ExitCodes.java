// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.client.HobException;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/// Turns a failure into one line on standard error and the exit code of Hob's vocabulary.
final class ExitCodes implements IExecutionExceptionHandler {
  static final int USAGE = 64;
  static final int INPUT = 65;
  static final int MISSING = 66;
  static final int SOFTWARE = 70;
  static final int POLICY = 78;

  @Override
  public int handleExecutionException(Exception failure, CommandLine line, ParseResult parsed) {
    return switch (failure) {
      case HobException problem -> {
        line.getErr().println("hob: " + problem.getMessage());
        String members = members(problem.document());
        if (!members.isEmpty()) {
          line.getErr().println("     " + members);
        }
        yield problem.type().exitCode();
      }
      case BadInputException bad -> {
        line.getErr().println("hob: " + bad.getMessage());
        yield bad.exitCode();
      }
      default -> {
        failure.printStackTrace(line.getErr());
        yield SOFTWARE;
      }
    };
  }

  /// The members that a problem type adds, e.g. `requested 9000, quota 1800, unit tokens`.
  private static String members(JsonNode document) {
    return document.properties().stream()
        .filter(entry -> !isCommon(entry.getKey()))
        .map(entry -> entry.getKey() + " " + plain(entry))
        .collect(Collectors.joining(", "));
  }

  private static boolean isCommon(String member) {
    return switch (member) {
      case "type", "title", "detail", "status", "instance" -> true;
      default -> false;
    };
  }

  private static String plain(Map.Entry<String, JsonNode> entry) {
    JsonNode value = entry.getValue();
    return value.isValueNode() ? value.asText() : value.toString();
  }
}
