// SPDX-License-Identifier: Apache-2.0
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hob.client.HobClient;

/// Summarizes its argument, printing the text while it is written.
public class Summarize {
  public static void main(String[] arguments) {
    var body = JsonNodeFactory.instance.objectNode();
    body.putObject("input").put("text", arguments[0]);
    try (HobClient hob = HobClient.open()) {
      var answer =
          hob.stream(
              "/v1/summarize",
              body,
              event -> System.out.print(event.data().path("text").asText()));
      System.out.println();
      System.out.println(answer.path("place").asText() + ": " + answer.path("reason").asText());
    }
  }
}
