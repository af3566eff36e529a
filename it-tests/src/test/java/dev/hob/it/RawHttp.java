// SPDX-License-Identifier: Apache-2.0
package dev.hob.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Bytes on the socket, so that a test can send what no client library would.
final class RawHttp implements AutoCloseable {
  private final SocketChannel channel;

  RawHttp(Path socket) throws IOException {
    this.channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
  }

  /// Posts `body` and reads until the other side hangs up.
  static String post(Path socket, String path, byte[] body) throws IOException {
    try (RawHttp http = new RawHttp(socket)) {
      http.send(path, body, "application/json");
      return http.readAll();
    }
  }

  /// Sends a whole request.
  void send(String path, byte[] body, String accept) throws IOException {
    String head =
        "POST "
            + path
            + " HTTP/1.1\r\nHost: hob\r\nContent-Type: application/json\r\nAccept: "
            + accept
            + "\r\nConnection: close\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    write(head.getBytes(StandardCharsets.US_ASCII));
    write(body);
  }

  void write(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  /// Reads until `wanted` has been seen or the other side hangs up.
  String readUntil(String wanted) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer piece = ByteBuffer.allocate(512);
    while (!all.toString(StandardCharsets.UTF_8).contains(wanted) && channel.read(piece) >= 0) {
      all.write(piece.array(), 0, piece.position());
      piece.clear();
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  String readAll() throws IOException {
    return readUntil("\u0000 never");
  }

  /// Hangs up.
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
