// SPDX-License-Identifier: Apache-2.0
package dev.hob.daemon.channel;

import dev.hob.features.Answer;
import dev.hob.features.Notification;
import dev.hob.ipc.channel.BackgroundJob;
import dev.hob.policy.audit.AuditRecord;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.eclipse.microprofile.reactive.messaging.OnOverflow.Strategy;

/// The sending ends.
@Singleton
public class Channels {
  public static final String NOTIFICATIONS = "notifications";
  public static final String DIGESTS = "digests";
  public static final String BACKGROUND_JOBS = "background-jobs";
  public static final String AUDIT = "audit";

  private final CountedChannel<Notification> notifications;
  private final CountedChannel<Answer> digests;
  private final CountedChannel<BackgroundJob> backgroundJobs;
  private final CountedChannel<AuditRecord> audit;

  @Inject
  public Channels(
      @Channel(NOTIFICATIONS) @OnOverflow(value = Strategy.BUFFER, bufferSize = 256)
          Emitter<Notification> notifications,
      @Channel(DIGESTS) @OnOverflow(value = Strategy.BUFFER, bufferSize = 32)
          Emitter<Answer> digests,
      @Channel(BACKGROUND_JOBS) @OnOverflow(value = Strategy.BUFFER, bufferSize = 16)
          Emitter<BackgroundJob> backgroundJobs,
      @Channel(AUDIT) @OnOverflow(value = Strategy.BUFFER, bufferSize = 1024)
          Emitter<AuditRecord> audit) {
    this.notifications = new CountedChannel<>(notifications::send);
    this.digests = new CountedChannel<>(digests::send);
    this.backgroundJobs = new CountedChannel<>(backgroundJobs::send);
    this.audit = new CountedChannel<>(audit::send);
  }

  public CountedChannel<Notification> notifications() {
    return notifications;
  }

  public CountedChannel<Answer> digests() {
    return digests;
  }

  public CountedChannel<BackgroundJob> backgroundJobs() {
    return backgroundJobs;
  }

  public CountedChannel<AuditRecord> audit() {
    return audit;
  }

  /// For `hob status`.
  public Map<String, CountedChannel.Counts> counts() {
    Map<String, CountedChannel.Counts> all = new LinkedHashMap<>();
    all.put(NOTIFICATIONS, notifications.counts());
    all.put(DIGESTS, digests.counts());
    all.put(BACKGROUND_JOBS, backgroundJobs.counts());
    all.put(AUDIT, audit.counts());
    return all;
  }
}
