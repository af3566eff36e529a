// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.caller;

import dev.hob.features.Problem;
import dev.hob.features.ProblemException;
import dev.hob.policy.Caller;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.PeerCredentials;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.io.IOException;
import java.util.function.Function;

/// The caller at the other end of a Unix socket: uid and pid as the kernel recorded them at
/// `connect`. Found once a connection and kept with it, so that a process that turns into another
/// program keeps the identity it came with.
///
/// The only class that touches Vert.x's `ConnectionBase`, which is not public API and moves in
/// Vert.x 5.
public final class SocketPeer implements Function<HttpServerRequest, Caller> {
  private static final AttributeKey<Caller> CALLER = AttributeKey.valueOf("dev.hob.caller");

  private final CallerFinder finder;
  private final long ownUid;

  /// @param ownUid the only user that may come in
  public SocketPeer(CallerFinder finder, long ownUid) {
    this.finder = finder;
    this.ownUid = ownUid;
  }

  /// @throws ProblemException another user, who should not even have reached the socket
  @Override
  public Caller apply(HttpServerRequest request) {
    Channel channel = ((ConnectionBase) request.connection()).channel();
    Caller known = channel.attr(CALLER).get();
    if (known != null) {
      return known;
    }
    Caller found = find(channel);
    channel.attr(CALLER).set(found);
    return found;
  }

  private Caller find(Channel channel) {
    if (!(channel instanceof EpollDomainSocketChannel socket)) {
      throw refused("a peer without credentials");
    }
    PeerCredentials peer;
    try {
      peer = socket.peerCredentials();
    } catch (IOException e) {
      throw refused("a peer that is gone");
    }
    if (peer.uid() != ownUid) {
      throw refused("uid " + peer.uid());
    }
    return finder.find(peer.uid(), peer.pid());
  }

  private static ProblemException refused(String who) {
    return new ProblemException(
        new Problem.NotPermitted(who, "connect", "socket.owner", "default"));
  }
}
