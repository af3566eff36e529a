// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.shard;

import java.nio.file.Path;

/// The small data folder that stands in the test resources, written for these tests.
final class Fixture {
  static final Path DATA = Path.of("src/test/resources/data");

  private Fixture() {}

  static Sources open(TextEncoder encoder, int maxTokens) {
    return Sources.open(DATA, encoder, SourceOptions.training(5, maxTokens));
  }
}
