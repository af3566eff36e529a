// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.client.HobClient;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/// The notifications that a command works on: those that Hob has seen, or those of a file.
final class NotificationSource {
  private static final ObjectMapper JSON = new ObjectMapper();

  private NotificationSource() {}

  /// @param file `{"notifications": [...], "now": …}`; `-` for standard input; `null` for the inbox
  /// @throws BadInputException the file is not there, or no JSON
  static JsonNode read(@Nullable Path file, InputStream standardInput, HobClient hob) {
    return file == null ? inbox(hob) : parse(TextInput.read(file, standardInput));
  }

  private static JsonNode inbox(HobClient hob) {
    ObjectNode input = JsonNodeFactory.instance.objectNode();
    input.set("notifications", hob.get("/v1/inbox").path("notifications"));
    input.put("now", OffsetDateTime.now(ZoneId.systemDefault()).toString());
    return input;
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException malformed) {
      var where = malformed.getLocation();
      throw new BadInputException(
          ExitCodes.INPUT,
          "not JSON: line " + where.getLineNr() + ", column " + where.getColumnNr());
    }
  }
}
