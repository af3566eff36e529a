// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval;

import java.io.PrintWriter;

/// Tells how far the asking is, on one line of a terminal; silent elsewhere.
interface Progress {
  /// @param done rows answered
  /// @param all rows to answer
  void at(int done, int all);

  static Progress to(PrintWriter err, boolean terminal) {
    return (done, all) -> {
      if (terminal) {
        err.print("\rasked " + done + " of " + all + (done == all ? "\n" : ""));
        err.flush();
      }
    };
  }
}
