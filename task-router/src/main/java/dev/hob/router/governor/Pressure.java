// SPDX-License-Identifier: Apache-2.0
package dev.hob.router.governor;

/// Tells when the machine is short of memory. A port; the kernel's is [KernelPressure].
public interface Pressure extends AutoCloseable {
  /// A machine that never tells.
  Pressure NONE =
      new Pressure() {
        @Override
        public void listen(Runnable listener) {}

        @Override
        public void close() {}
      };

  /// Calls `listener` at each sign of pressure, on a thread of this source, one call at a time.
  /// Called once, before any sign.
  void listen(Runnable listener);

  @Override
  void close();
}
