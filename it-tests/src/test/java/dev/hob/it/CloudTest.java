// SPDX-License-Identifier: Apache-2.0
package dev.hob.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.client.HobException;
import dev.hob.client.PrivateHob;
import dev.hob.client.ProblemType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two daemons on one machine: the second is the first one's private cloud, over TLS on loopback.
class CloudTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LONG =
      "The crew planted forty trees along the northern road. Anna Berg counted them twice. "
          .repeat(8);

  @TempDir Path folder;

  private int port;

  @BeforeEach
  void makeKeys() throws Exception {
    Hobs.assumePackaged();
    Hobs.assumeInstalled("openssl");
    Command openssl =
        Command.run(
            folder,
            Map.of(),
            List.of(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost,IP:127.0.0.1",
                "-keyout",
                "key.pem",
                "-out",
                "cert.pem"));
    assertEquals(0, openssl.exitCode(), openssl.output());
    Files.writeString(folder.resolve("token"), "a-token-of-this-test\n");
    for (String secret : List.of("token", "key.pem")) {
      Files.setPosixFilePermissions(
          folder.resolve(secret), PosixFilePermissions.fromString("rw-------"));
    }
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
  }

  @Test
  void sendsALongTextThereANotificationNeverAndSaysWhenNobodyAnswers() throws Exception {
    PrivateHob upstream = upstream();
    try (PrivateHob hob = downstream()) {
      JsonNode shortText = hob.client().summarize("The review moved. Anna brings slides.");
      assertEquals("device", shortText.path("place").asText(), shortText.toString());

      JsonNode longText = hob.client().summarize(LONG);
      assertEquals("cloud", longText.path("place").asText(), longText.toString());
      assertTrue(longText.path("reason").asText().contains("deviceTokens"), longText.toString());
      assertFalse(longText.at("/output/summary").asText().isBlank());

      HobException kept =
          assertThrows(HobException.class, () -> hob.client().post("/v1/digest", manyNotices()));
      assertEquals(ProblemType.TOO_LARGE, kept.type(), kept.document().toString());

      upstream.process().destroyForcibly();
      HobException gone =
          assertThrows(HobException.class, () -> hob.client().summarize(LONG + " And more."));
      assertEquals(ProblemType.CLOUD_UNREACHABLE, gone.type(), gone.document().toString());
      assertTrue(gone.document().path("endpoint").asText().contains(":" + port));
    } finally {
      upstream.close();
    }
  }

  @Test
  void usesACloudThatAFileBringsWhileItRuns() throws Exception {
    Path admin = Files.createDirectory(folder.resolve("later"));
    try (PrivateHob upstream = upstream();
        PrivateHob hob = Hobs.start(Map.of("HOB_POLICY_ADMIN", admin.toString()))) {
      assertEquals("off", hob.client().status().at("/cloud/state").asText(), upstream.logTail());
      Files.writeString(folder.resolve("aside"), cloudPolicy());
      Files.move(folder.resolve("aside"), admin.resolve("10.yaml"));
      await()
          .atMost(30, TimeUnit.SECONDS)
          .ignoreExceptions()
          .until(() -> hob.client().summarize(LONG).path("place").asText().equals("cloud"));
    }
  }

  @Test
  void turnsAwayWhoDoesNotKnowTheToken() throws Exception {
    Hobs.assumeInstalled("curl");
    try (PrivateHob upstream = upstream()) {
      // The TLS door opens a moment after the socket.
      await().atMost(20, TimeUnit.SECONDS).until(() -> modelsStatus("wrong").equals("401"));
      assertEquals("200", modelsStatus("a-token-of-this-test"), upstream.logTail());
    }
  }

  private String modelsStatus(String token) throws Exception {
    List<String> command =
        List.of(
            "curl",
            "-sS",
            "--cacert",
            "cert.pem",
            "-H",
            "Authorization: Bearer " + token,
            "-o",
            "/dev/null",
            "-w",
            "%{http_code}",
            "https://127.0.0.1:" + port + "/openai/v1/models");
    return Command.run(folder, Map.of(), command).output();
  }

  private PrivateHob upstream() throws IOException {
    return withPolicy(
        "upstream",
        """
        hob: 1
        listen: {tcp: "127.0.0.1:%d", certFile: %s, keyFile: %s, tokenFile: %s}
        """
            .formatted(
                port,
                folder.resolve("cert.pem"),
                folder.resolve("key.pem"),
                folder.resolve("token")));
  }

  private PrivateHob downstream() throws IOException {
    return withPolicy("downstream", cloudPolicy());
  }

  private String cloudPolicy() {
    return """
    hob: 1
    budgets: {deviceTokens: 64}
    data:
      text: {places: [device, cloud]}
    cloud:
      endpoint: "https://127.0.0.1:%d/openai/v1"
      model: "hob/{role}"
      keyFile: %s
      caFile: %s
      timeout: 20s
      retries: 1
    """
        .formatted(port, folder.resolve("token"), folder.resolve("cert.pem"));
  }

  private PrivateHob withPolicy(String name, String policy) throws IOException {
    Path admin = Files.createDirectory(folder.resolve(name));
    Files.writeString(admin.resolve("10.yaml"), policy);
    return Hobs.start(Map.of("HOB_POLICY_ADMIN", admin.toString()));
  }

  private static ObjectNode manyNotices() {
    ObjectNode body = JSON.createObjectNode();
    ObjectNode input = body.putObject("input");
    input.put("now", "2026-11-25T18:00:00Z");
    for (int i = 0; i < 30; i++) {
      input
          .withArrayProperty("notifications")
          .addObject()
          .put("id", "n" + i)
          .put("app", "org.example.Chat")
          .put("appName", "Chat")
          .put("summary", "Person " + i)
          .put("body", "The crew planted " + i + " trees along the northern road this morning.")
          .put("time", "2026-11-25T09:%02d:00Z".formatted(i));
    }
    body.putObject("options").put("method", "model");
    return body;
  }
}
