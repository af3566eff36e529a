// SPDX-License-Identifier: Apache-2.0
package dev.hob.cloud;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A real HTTPS server on loopback with a certificate of its own, whose answers are scripted.
/// Strict about what it counts: requests seen, connections that the client gave up.
final class HttpsUpstream implements AutoCloseable {
  private static final char[] PASSWORD = "loopback".toCharArray();

  private final HttpsServer server;
  private final Path certificate;
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger abandoned = new AtomicInteger();
  private volatile CountDownLatch closing = new CountDownLatch(1);
  private volatile Script script = Stream::done;

  /// Makes a self-signed certificate for 127.0.0.1 in `folder` with the JDK's own keytool.
  HttpsUpstream(Path folder) throws IOException, GeneralSecurityException, InterruptedException {
    Path store = folder.resolve("server.p12");
    keytool(
        "-genkeypair",
        "-alias",
        "server",
        "-keyalg",
        "EC",
        "-dname",
        "CN=localhost",
        "-ext",
        "SAN=ip:127.0.0.1,dns:localhost",
        "-validity",
        "2",
        "-storetype",
        "PKCS12",
        "-keystore",
        store.toString(),
        "-storepass",
        new String(PASSWORD));
    certificate = folder.resolve("server.pem");
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        "server",
        "-file",
        certificate.toString(),
        "-keystore",
        store.toString(),
        "-storepass",
        new String(PASSWORD));
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context(store)));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/v1/chat/completions", this::handle);
    server.start();
  }

  URI endpoint() {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/v1");
  }

  Path certificate() {
    return certificate;
  }

  /// What each request gets from now on.
  void answers(Script newScript) {
    script = newScript;
  }

  List<String> bodies() {
    return bodies;
  }

  List<String> authorizations() {
    return authorizations;
  }

  /// Requests being answered now.
  int open() {
    return open.get();
  }

  /// Requests whose client closed the connection before the end.
  int abandoned() {
    return abandoned.get();
  }

  /// Ends the answers under way and forgets what was seen; the next test begins.
  void endAnswers() {
    closing.countDown();
    await().until(() -> open.get() == 0);
    closing = new CountDownLatch(1);
    bodies.clear();
    authorizations.clear();
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    open.incrementAndGet();
    try (exchange) {
      String sent;
      try (InputStream body = exchange.getRequestBody()) {
        sent = new String(body.readAllBytes(), StandardCharsets.UTF_8);
        bodies.add(sent);
      }
      authorizations.add(
          Objects.requireNonNullElse(
              exchange.getRequestHeaders().getFirst("Authorization"), "none"));
      script.answer(new Stream(exchange, sent));
    } catch (IOException e) {
      abandoned.incrementAndGet();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.decrementAndGet();
    }
  }

  private static SSLContext context(Path store) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private static void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new java.util.ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("keytool failed: " + said);
    }
  }

  /// One answer.
  @FunctionalInterface
  interface Script {
    void answer(Stream stream) throws IOException, InterruptedException;
  }

  /// The answer under way. Its methods throw when the client is gone.
  final class Stream {
    private final HttpExchange exchange;
    private final String sent;
    private boolean begun;

    Stream(HttpExchange exchange, String sent) {
      this.exchange = exchange;
      this.sent = sent;
    }

    /// `max_tokens` of the request.
    int maxTokens() throws IOException {
      return new ObjectMapper().readTree(sent).path("max_tokens").asInt();
    }

    void status(int status) throws IOException {
      exchange.sendResponseHeaders(status, -1);
    }

    void status(int status, String header, String value) throws IOException {
      exchange.getResponseHeaders().set(header, value);
      status(status);
    }

    void json(String body) throws IOException {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }

    Stream raw(byte[] bytes) throws IOException {
      if (!begun) {
        begun = true;
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
        exchange.sendResponseHeaders(200, 0);
      }
      OutputStream out = exchange.getResponseBody();
      out.write(bytes);
      out.flush();
      return this;
    }

    Stream raw(String text) throws IOException {
      return raw(text.getBytes(StandardCharsets.UTF_8));
    }

    Stream delta(String text) throws IOException {
      return raw(
          "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"model\":\"scripted\","
              + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
              + text
              + "\"},\"finish_reason\":null}]}\n\n");
    }

    Stream finish(String reason) throws IOException {
      return raw(
          "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\""
              + reason
              + "\"}]}\n\n");
    }

    void done() throws IOException {
      finish("stop").raw("data: [DONE]\n\n");
    }

    /// Says nothing until the test has ended.
    void stall() throws InterruptedException {
      closing.await();
    }

    /// Waits a little, or less if the test ends.
    void pause(long millis) throws InterruptedException {
      closing.await(millis, TimeUnit.MILLISECONDS);
    }

    /// Drops the connection without ending the body.
    void drop() {
      exchange.close();
    }

    boolean isOpen() {
      return closing.getCount() > 0;
    }
  }
}
