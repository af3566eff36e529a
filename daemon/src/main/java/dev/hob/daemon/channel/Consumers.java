// SPDX-License-Identifier: Apache-2.0
package dev.hob.daemon.channel;

import dev.hob.features.Answer;
import dev.hob.features.Notification;
import dev.hob.ipc.channel.BackgroundJob;
import dev.hob.policy.audit.AuditRecord;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/// The receiving ends.
@Singleton
public class Consumers {
  private final Receivers receivers;

  @Inject
  public Consumers(Receivers receivers) {
    this.receivers = receivers;
  }

  @Incoming(Channels.NOTIFICATIONS)
  public void notification(Notification notification) {
    receivers.seen(notification);
  }

  @Incoming(Channels.DIGESTS)
  @RunOnVirtualThread
  public void digest(Answer answer) {
    receivers.digested(answer);
  }

  @Incoming(Channels.BACKGROUND_JOBS)
  @RunOnVirtualThread
  public void job(BackgroundJob job) {
    receivers.run(job);
  }

  @Incoming(Channels.AUDIT)
  @Blocking
  public void audit(AuditRecord record) {
    receivers.audit(record);
  }
}
