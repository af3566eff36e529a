// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

import dev.hob.policy.decide.QuotaMeter;
import dev.hob.router.admission.KeptRates;
import dev.hob.router.governor.MemoryGovernor;
import dev.hob.router.queue.QueueOptions;
import java.util.Optional;

/// What a [TaskRouter] is made of. The router closes none of it.
///
/// @param cloud empty when none is configured
/// @param quotas counts what apps use, one for all doors
/// @param kept rates of the device from process to process
public record RouterOptions(
    LocalExecutor device,
    Optional<Executor> cloud,
    MemoryGovernor governor,
    RouterClock clock,
    QuotaMeter quotas,
    KeptRates kept,
    QueueOptions deviceQueue,
    QueueOptions cloudQueue) {
  public static RouterOptions of(
      LocalExecutor device, Optional<Executor> cloud, MemoryGovernor governor, RouterClock clock) {
    return new RouterOptions(
        device,
        cloud,
        governor,
        clock,
        new QuotaMeter(clock::instant),
        KeptRates.nothing(),
        QueueOptions.defaults(),
        QueueOptions.defaults());
  }

  public RouterOptions withQuotas(QuotaMeter meter) {
    return new RouterOptions(device, cloud, governor, clock, meter, kept, deviceQueue, cloudQueue);
  }

  public RouterOptions withKept(KeptRates rates) {
    return new RouterOptions(
        device, cloud, governor, clock, quotas, rates, deviceQueue, cloudQueue);
  }

  public RouterOptions withDeviceQueue(QueueOptions queue) {
    return new RouterOptions(device, cloud, governor, clock, quotas, kept, queue, cloudQueue);
  }
}
