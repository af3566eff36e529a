// SPDX-License-Identifier: Apache-2.0
package dev.hob.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// A real Unix socket that answers every request with the same bytes and hangs up.
final class ScriptedServer implements AutoCloseable {
  private final ServerSocketChannel listening;
  private final byte[] answer;

  ScriptedServer(Path socket, String head, String body) throws IOException {
    this.listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    this.answer =
        ("HTTP/1.1 " + head + "\r\nConnection: close\r\n\r\n" + body)
            .getBytes(StandardCharsets.UTF_8);
    listening.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofVirtual().start(this::serve);
  }

  private void serve() {
    try {
      while (listening.isOpen()) {
        try (SocketChannel peer = listening.accept()) {
          BufferedReader request =
              new BufferedReader(
                  new InputStreamReader(Channels.newInputStream(peer), StandardCharsets.UTF_8));
          for (String line = request.readLine(); line != null && !line.isEmpty(); ) {
            line = request.readLine();
          }
          ByteBuffer bytes = ByteBuffer.wrap(answer);
          while (bytes.hasRemaining()) {
            peer.write(bytes);
          }
        }
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
