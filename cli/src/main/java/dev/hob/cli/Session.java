// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli;

import dev.hob.client.HobClient;
import java.util.Map;

/// What one run of the command works with: the environment, the screen, Hob's socket.
record Session(Map<String, String> environment) {
  HobClient hob() {
    return HobClient.open(environment);
  }

  Screen screen() {
    return Screen.of(environment);
  }
}
