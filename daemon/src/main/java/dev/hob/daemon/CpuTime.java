// SPDX-License-Identifier: Apache-2.0
package dev.hob.daemon;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// CPU time of this process.
final class CpuTime {
  private CpuTime() {}

  static long millis() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
        / 1_000_000;
  }
}
