// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.dbus;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/// Hob's own connection for calling others: opened when it is needed first, and again when the bus
/// has come back. Thread-safe.
public final class KeptBusClient implements AutoCloseable {
  private final Supplier<Optional<String>> address;
  private volatile Optional<BusClient> kept = Optional.empty();
  private volatile String state = "not connected yet";
  private boolean closed;

  /// @param address of the session bus, asked anew at each attempt
  public KeptBusClient(Supplier<Optional<String>> address) {
    this.address = address;
  }

  /// @return empty where there is no session bus; [#state()] says why
  public Optional<BusClient> client() {
    Optional<BusClient> now = kept.filter(BusClient::open);
    return now.isPresent() ? now : connect();
  }

  private synchronized Optional<BusClient> connect() {
    if (closed || kept.filter(BusClient::open).isPresent()) {
      return closed ? Optional.empty() : kept;
    }
    Optional<String> bus = address.get();
    if (bus.isEmpty()) {
      state = "no session bus";
      return Optional.empty();
    }
    try {
      kept = Optional.of(BusClient.open(bus.get()));
      state = "connected as " + kept.get().name();
    } catch (IOException e) {
      kept = Optional.empty();
      state = "no session bus: " + e.getMessage();
    }
    return kept;
  }

  public String state() {
    return state;
  }

  /// Whether a message with this sender is our own.
  public boolean owns(String uniqueName) {
    return kept.filter(client -> client.name().equals(uniqueName)).isPresent();
  }

  @Override
  public synchronized void close() {
    closed = true;
    kept.ifPresent(BusClient::close);
  }
}
