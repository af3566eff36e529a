// SPDX-License-Identifier: Apache-2.0
package dev.hob.daemon;

import dev.hob.daemon.channel.Channels;
import dev.hob.daemon.channel.Receivers;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.DomainSocketServerStart;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the container and the plain house meet: builds it before the doors open, closes it when
/// the process is told to end.
@Singleton
public class Composition {
  /// Set by [Hobd], which holds the lock in that folder.
  static final String RUNTIME_FOLDER = "hob.runtime";

  private static final Logger LOG = LoggerFactory.getLogger(Composition.class);

  private final Settings settings;
  private final House house;
  private final Doors doors;
  private final Vertx vertx;

  @Inject
  public Composition(Channels channels, Vertx vertx) {
    this.vertx = vertx;
    settings =
        Settings.of(
            System.getenv(), Optional.ofNullable(System.getProperty(RUNTIME_FOLDER)).map(Path::of));
    house = new House(settings, channels.audit()::send);
    doors = new Doors(house, settings, channels);
  }

  @Produces
  @Singleton
  Receivers receivers() {
    return new ChannelWork(house, doors);
  }

  /// Before the socket listens.
  void mount(@Observes StartupEvent event, Routes routes) {
    doors.mount(routes.router());
  }

  /// The socket is there: ours alone, in a folder that is ours alone.
  void opened(@ObservesAsync DomainSocketServerStart started) throws IOException {
    Path socket = settings.runtime().socket();
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
    doors.open(vertx);
    LOG.info("hobd {} serves {}", StatusReport.version(), socket);
  }

  /// Refuses new work, cancels what runs, closes the doors, unmaps.
  void stop(@Observes ShutdownEvent event) {
    StopDeadline.start(settings.runtime().socket());
    house.stopWork();
    doors.close();
    house.close();
    LOG.info("hobd has stopped its work");
  }
}
