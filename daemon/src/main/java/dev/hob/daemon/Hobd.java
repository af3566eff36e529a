// SPDX-License-Identifier: Apache-2.0
package dev.hob.daemon;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/// The program `hobd`.
@QuarkusMain
public final class Hobd {
  private Hobd() {}

  public static void main(String[] args) {
    Quarkus.run(args);
  }
}
