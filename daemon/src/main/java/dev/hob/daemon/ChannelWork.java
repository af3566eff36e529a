// SPDX-License-Identifier: Apache-2.0
package dev.hob.daemon;

import dev.hob.daemon.channel.Receivers;
import dev.hob.features.Answer;
import dev.hob.features.AnswerSink;
import dev.hob.features.Notification;
import dev.hob.features.Request;
import dev.hob.ipc.channel.BackgroundJob;
import dev.hob.ipc.channel.Watchers;
import dev.hob.ipc.inbox.InboxJson;
import dev.hob.ipc.problem.Problems;
import dev.hob.ipc.wire.AnswerJson;
import dev.hob.ipc.wire.Envelope;
import dev.hob.policy.Caller;
import dev.hob.policy.audit.AuditRecord;
import dev.hob.router.QueueClass;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The receiving side of the channels. A job that fails is said in the log by its kind, and the
/// next one runs.
final class ChannelWork implements Receivers {
  private static final Logger LOG = LoggerFactory.getLogger(ChannelWork.class);

  private final House house;
  private final Doors doors;

  /// One job at a time: nobody waits for them, and the people who wait come first.
  private final Semaphore one = new Semaphore(1);

  ChannelWork(House house, Doors doors) {
    this.house = house;
    this.doors = doors;
  }

  @Override
  public void seen(Notification notification) {
    if (doors.inbox().add(notification)) {
      doors.watchers().tell(new Watchers.Event("notification", InboxJson.of(notification)));
    }
  }

  @Override
  public void digested(Answer answer) {
    doors.watchers().tell(new Watchers.Event("digest", AnswerJson.of(answer)));
    doors.bus().digestReady(answer);
  }

  @Override
  public void run(BackgroundJob job) {
    try {
      one.acquire();
      try {
        work(job);
      } finally {
        one.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.warn("{} ended with {}", job.getClass().getSimpleName(), Problems.of(e).kind().code());
    }
  }

  private void work(BackgroundJob job) throws InterruptedException {
    switch (job) {
      case BackgroundJob.Warm(String feature, Optional<String> base) ->
          house.features().warm(feature, base);
      case BackgroundJob.DigestInbox(Caller caller) ->
          digested(house.features().answer(digest(caller), AnswerSink.FINAL_ONLY));
    }
  }

  private Request digest(Caller caller) {
    Envelope.Terms usual = Envelope.Terms.defaults();
    Envelope.Terms patient =
        new Envelope.Terms(
            usual.options(),
            QueueClass.BACKGROUND,
            usual.deadline(),
            usual.place(),
            usual.onOverflow(),
            Optional.empty());
    return new Envelope(Optional.empty(), Optional.empty(), patient, false)
        .request("digest", doors.inboxJson().input(), caller);
  }

  @Override
  public void audit(AuditRecord record) {
    house.audit().append(record);
  }
}
