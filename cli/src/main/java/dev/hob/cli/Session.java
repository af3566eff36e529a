// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli;

import dev.hob.client.HobClient;
import java.util.Map;

/// What one run of the command works with: the environment, the screen, Hob's socket.
public record Session(Map<String, String> environment) {
  public HobClient hob() {
    return HobClient.open(environment);
  }

  /// A remark for the person, beside an answer that may be piped on.
  void note(String text) {
    System.err.println("hob: " + text);
  }

  public Screen screen() {
    return Screen.of(environment);
  }
}
