// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.client.HobClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `hob adapter …`: what is installed, and what the admin does about it.
@Command(name = "adapter", description = "Install, list, verify, activate and remove adapters.")
final class AdapterCommand {
  private static final String ADAPTERS = "/v1/adapters";

  private final Session session;

  AdapterCommand(Session session) {
    this.session = session;
  }

  @Command(description = "Install a PEFT folder, an adapter bundle or a .hobadapter file.")
  int install(
      @Parameters(paramLabel = "PATH") Path path,
      @Option(names = "--role", description = "Role of a bare PEFT folder, e.g. summarize.")
          @Nullable String role,
      @Option(names = "--base", description = "Base that a bare PEFT folder was made for.")
          @Nullable String base,
      @Option(names = "--name", description = "Name of a bare PEFT folder.") @Nullable String name,
      @Option(names = "--no-activate", description = "Install beside the active version.")
          boolean keepActive) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("path", path.toAbsolutePath().normalize().toString());
    putIfGiven(body, "role", role);
    putIfGiven(body, "base", base);
    putIfGiven(body, "name", name);
    body.put("activate", !keepActive);
    try (HobClient hob = session.hob()) {
      print(hob.post(ADAPTERS, body));
    }
    return 0;
  }

  @Command(description = "List the installed adapters, with the reason where one is not usable.")
  int list(@Option(names = "--json") boolean json) {
    try (HobClient hob = session.hob()) {
      JsonNode answer = hob.get(ADAPTERS);
      Screen screen = session.screen();
      if (json) {
        screen.line(answer.toPrettyString());
        return 0;
      }
      if (answer.path("adapters").isEmpty()) {
        screen.line("no adapter is installed");
      }
      answer.path("adapters").forEach(this::printRow);
    }
    return 0;
  }

  @Command(description = "Show one adapter.")
  int show(@Parameters(paramLabel = "NAME") String name) {
    try (HobClient hob = session.hob()) {
      print(hob.get(path(name)));
    }
    return 0;
  }

  @Command(description = "Check an adapter's files against its digests and the active base.")
  int verify(@Parameters(paramLabel = "NAME") String name) {
    try (HobClient hob = session.hob()) {
      print(hob.post(path(name) + "/verify", JsonNodeFactory.instance.objectNode()));
    }
    return 0;
  }

  @Command(description = "Make one installed version the active one.")
  int activate(
      @Parameters(paramLabel = "NAME") String name,
      @Parameters(paramLabel = "VERSION") String version) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("version", version);
    try (HobClient hob = session.hob()) {
      print(hob.post(path(name) + "/activate", body));
    }
    return 0;
  }

  @Command(description = "Remove one installed version.")
  int remove(
      @Parameters(paramLabel = "NAME") String name,
      @Parameters(paramLabel = "VERSION") String version) {
    try (HobClient hob = session.hob()) {
      hob.delete(path(name) + "?version=" + encoded(version));
      session.screen().line("removed " + name + " " + version);
    }
    return 0;
  }

  private void print(JsonNode record) {
    session.screen().line(record.toPrettyString());
  }

  private void printRow(JsonNode one) {
    Screen screen = session.screen();
    screen.line(
        String.format(
            "%-16s %-8s %-12s rank %-3d %9s  %s%s",
            one.path("name").asText(),
            one.path("version").asText(),
            one.path("role").asText(),
            one.path("rank").asInt(),
            Format.bytes(one.path("bytes").asLong()),
            one.path("state").asText(),
            one.path("resident").asBoolean() ? ", in memory" : ""));
  }

  private static String path(String name) {
    return ADAPTERS + "/" + encoded(name);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static void putIfGiven(ObjectNode body, String key, @Nullable String value) {
    if (value != null) {
      body.put(key, value);
    }
  }
}
