// SPDX-License-Identifier: Apache-2.0
package dev.hob.daemon.channel;

import dev.hob.features.Answer;
import dev.hob.features.Notification;
import dev.hob.ipc.channel.BackgroundJob;
import dev.hob.policy.audit.AuditRecord;

/// What is done with what comes out of the channels. None of it throws.
public interface Receivers {
  void seen(Notification notification);

  void digested(Answer answer);

  /// Blocks until it is done.
  void run(BackgroundJob job);

  void audit(AuditRecord record);
}
