// SPDX-License-Identifier: Apache-2.0
package dev.hob.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Transport;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// A connection to the Hob of this user. Thread-safe; every call blocks until its answer is whole
/// or failed, so call it from a virtual thread or off the UI thread. Interrupting the calling
/// thread closes the connection, which cancels the work in Hob within one token.
///
/// ```java
/// try (HobClient hob = HobClient.open()) {
///   String summary = hob.summarize("long text …").at("/output/summary").asText();
/// }
/// ```
public final class HobClient implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String JSON_TYPE = "application/json";
  private static final String STREAM_TYPE = "text/event-stream";

  private final Path socket;
  private final HttpClient http;

  private HobClient(Path socket, HttpClient http) {
    this.socket = socket;
    this.http = http;
  }

  /// Opens the socket of this user's Hob.
  ///
  /// @throws HobException.Unreachable no place for a socket is known; a daemon that does not run
  ///   shows only at the first call
  public static HobClient open() {
    return open(System.getenv());
  }

  /// As [#open()], with the environment that says where the socket lies.
  public static HobClient open(Map<String, String> environment) {
    Optional<Path> socket = SocketPath.find(environment);
    return open(
        socket.orElseThrow(() ->
            HobException.daemonUnreachable(
                "XDG_RUNTIME_DIR is not set and no /run/user folder is yours: set"
                    + " XDG_RUNTIME_DIR or HOB_SOCKET",
                null)));
  }

  public static HobClient open(Path socket) {
    QueuedThreadPool threads = new QueuedThreadPool(8, 1);
    threads.setName("hob-client");
    threads.setDaemon(true);
    ClientConnector connector = new ClientConnector();
    connector.setExecutor(threads);
    connector.setSelectors(1);
    HttpClient http = new HttpClient(new HttpClientTransportOverHTTP(connector));
    http.setExecutor(threads);
    http.setUserAgentField(null);
    // A long answer may come late; the deadline of a request is Hob's matter, not the socket's.
    http.setIdleTimeout(0);
    try {
      http.start();
    } catch (Exception broken) { // Jetty's life cycle declares nothing narrower
      throw new IllegalStateException("HTTP client does not start", broken);
    }
    return new HobClient(socket, http);
  }

  public Path socket() {
    return socket;
  }

  /// `POST /v1/summarize` with a text.
  public JsonNode summarize(String text) {
    return post("/v1/summarize", withText(text));
  }

  /// `POST /v1/proofread` with a text.
  public JsonNode proofread(String text) {
    return post("/v1/proofread", withText(text));
  }

  /// `GET /v1/status`.
  public JsonNode status() {
    return get("/v1/status");
  }

  /// @throws HobException the problem that Hob answered, or that it does not answer
  public JsonNode get(String path) {
    return whole(request(path));
  }

  /// @throws HobException the problem that Hob answered, or that it does not answer
  public JsonNode delete(String path) {
    return whole(request(path).method("DELETE"));
  }

  /// @throws HobException the problem that Hob answered, or that it does not answer
  public JsonNode post(String path, JsonNode body) {
    return whole(posting(path, body));
  }

  /// Posts and follows the answer while it is made.
  ///
  /// @param events called on this thread for each event before the last
  /// @return the finished answer
  /// @throws HobException as [#post], also in mid-stream
  public JsonNode stream(String path, JsonNode body, Consumer<StreamEvent> events) {
    Request request = posting(path, body).headers(h -> h.put("Accept", STREAM_TYPE));
    try (InputStreamResponseListener listener = send(request)) {
      Response response = head(request, listener);
      InputStream in = listener.getInputStream();
      String type = String.valueOf(response.getHeaders().get("Content-Type"));
      if (!type.startsWith(STREAM_TYPE)) {
        return answerOf(response.getStatus(), JSON.readTree(in));
      }
      return follow(new EventStream(in), events);
    } catch (IOException broken) {
      throw HobException.daemonUnreachable("the stream from " + socket + " broke off", broken);
    }
  }

  private static JsonNode follow(EventStream stream, Consumer<StreamEvent> events)
      throws IOException {
    for (Optional<EventStream.Raw> raw = stream.next(); raw.isPresent(); raw = stream.next()) {
      JsonNode data = JSON.readTree(raw.get().data());
      switch (raw.get().name()) {
        case "done" -> {
          return data;
        }
        case "error" -> throw HobException.of(data);
        default -> events.accept(new StreamEvent(raw.get().name(), data));
      }
    }
    throw new IOException("stream ended without an answer");
  }

  private JsonNode whole(Request request) {
    try (InputStreamResponseListener listener = send(request)) {
      Response response = head(request, listener);
      return answerOf(response.getStatus(), JSON.readTree(listener.getInputStream()));
    } catch (JsonProcessingException notJson) {
      throw HobException.daemonUnreachable(socket + " answers, but not as Hob does", notJson);
    } catch (IOException broken) {
      throw HobException.daemonUnreachable("the answer from " + socket + " broke off", broken);
    }
  }

  private static InputStreamResponseListener send(Request request) {
    InputStreamResponseListener listener = new InputStreamResponseListener();
    request.send(listener);
    return listener;
  }

  private Response head(Request request, InputStreamResponseListener listener) {
    try {
      return listener.get(1, TimeUnit.HOURS);
    } catch (ExecutionException failed) {
      throw HobException.daemonUnreachable(
          "no Hob answers at " + socket + "; start it with `hob serve`", failed.getCause());
    } catch (TimeoutException silent) {
      request.abort(silent);
      throw HobException.daemonUnreachable("no answer from " + socket, silent);
    } catch (InterruptedException stop) {
      request.abort(stop);
      Thread.currentThread().interrupt();
      throw HobException.daemonUnreachable("interrupted while waiting for " + socket, stop);
    }
  }

  private static JsonNode answerOf(int status, JsonNode body) {
    if (status >= 400) {
      throw HobException.of(body);
    }
    return body;
  }

  private Request posting(String path, JsonNode body) {
    try {
      byte[] bytes = JSON.writeValueAsBytes(body);
      return request(path).method("POST").body(new BytesRequestContent(JSON_TYPE, bytes));
    } catch (JsonProcessingException impossible) {
      throw new IllegalArgumentException("body cannot be written as JSON", impossible);
    }
  }

  private Request request(String path) {
    return http.newRequest("http://localhost" + path).transport(new Transport.TCPUnix(socket));
  }

  private static ObjectNode withText(String text) {
    ObjectNode body = JSON.createObjectNode();
    body.putObject("input").put("text", text);
    return body;
  }

  @Override
  public void close() {
    try {
      http.stop();
    } catch (Exception broken) { // Jetty's life cycle declares nothing narrower
      throw new IllegalStateException("HTTP client does not stop", broken);
    }
  }
}
