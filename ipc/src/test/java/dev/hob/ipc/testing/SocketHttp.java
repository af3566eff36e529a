// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The plainest HTTP/1.1 client that can misbehave: it sends what it is told and may stop reading.
public final class SocketHttp implements AutoCloseable {
  private final SocketChannel channel;
  private final InputStream in;

  public SocketHttp(Path socket) throws IOException {
    this.channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
    this.in = Channels.newInputStream(channel);
  }

  /// @param head status line and headers, in lower case
  public record Reply(int status, String head, String body) {
    public JsonNode json() throws IOException {
      return new ObjectMapper().readTree(body);
    }
  }

  public static Reply post(Path socket, String path, String body) throws IOException {
    return send(socket, "POST", path, List.of(), body.getBytes(StandardCharsets.UTF_8));
  }

  public static Reply get(Path socket, String path) throws IOException {
    return send(socket, "GET", path, List.of(), new byte[0]);
  }

  public static Reply send(
      Path socket, String method, String path, List<String> headers, byte[] body)
      throws IOException {
    try (SocketHttp http = new SocketHttp(socket)) {
      http.write(method, path, headers, body);
      return http.read();
    }
  }

  public void write(String method, String path, List<String> headers, byte[] body)
      throws IOException {
    StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: h\r\n");
    headers.forEach(header -> head.append(header).append("\r\n"));
    head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    channel.write(ByteBuffer.wrap(head.toString().getBytes(StandardCharsets.UTF_8)));
    ByteBuffer rest = ByteBuffer.wrap(body);
    while (rest.hasRemaining()) {
      channel.write(rest);
    }
  }

  /// Reads one answer; chunked bodies are put together.
  public Reply read() throws IOException {
    String head = head();
    Matcher length = Pattern.compile("content-length: (\\d+)").matcher(head);
    String text =
        length.find()
            ? new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.UTF_8)
            : chunks();
    return new Reply(Integer.parseInt(head.split(" ")[1]), head, text);
  }

  /// Reads the head alone.
  public String head() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        throw new IOException("closed in the head: " + head.toString(StandardCharsets.UTF_8));
      }
      head.write(b);
    }
    return head.toString(StandardCharsets.UTF_8).toLowerCase(java.util.Locale.ROOT);
  }

  private String chunks() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
      out.write(in.readNBytes(size));
      line();
    }
    line();
    return out.toString(StandardCharsets.UTF_8);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      line.append((char) b);
    }
    return line.toString().strip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
