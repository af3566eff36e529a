// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;

/// A door that answers each request by a function: just enough HTTP for a client.
final class FakeHob implements AutoCloseable {
  /// A request as it came.
  record Seen(String path, JsonNode body) {}

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ServerSocketChannel server;
  private final BiFunction<String, JsonNode, JsonNode> answers;
  private final List<Seen> seen = new CopyOnWriteArrayList<>();

  /// @param answers path and body → body; one with `status` is sent with that HTTP status
  FakeHob(Path socket, BiFunction<String, JsonNode, JsonNode> answers) throws IOException {
    this.answers = answers;
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofVirtual().start(this::accept);
  }

  List<Seen> seen() {
    return seen;
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel one = server.accept();
        Thread.ofVirtual().start(() -> serve(one));
      }
    } catch (ClosedChannelException closed) {
      // close() ends the loop
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve(SocketChannel channel) {
    try (channel) {
      InputStream in = Channels.newInputStream(channel);
      OutputStream out = Channels.newOutputStream(channel);
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        String path = line.split(" ", 3)[1];
        int length = 0;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
          if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
            length = Integer.parseInt(header.substring(15).strip());
          }
        }
        JsonNode body = JSON.readTree(in.readNBytes(length));
        seen.add(new Seen(path, body));
        JsonNode answer = answers.apply(path, body);
        byte[] bytes = JSON.writeValueAsBytes(answer);
        String head =
            "HTTP/1.1 "
                + answer.path("status").asInt(200)
                + " x\r\nContent-Type: application/json\r\nContent-Length: "
                + bytes.length
                + "\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
      }
    } catch (IOException gone) {
      // the client went away
    }
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.write(c);
      }
    }
    return line.toString(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
