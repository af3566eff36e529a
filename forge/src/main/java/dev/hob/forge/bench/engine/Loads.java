// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.forge.bench.machine.QuietCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Loading, and what is resident after it: each time in a fresh process.
record Loads(Questions questions, Results results) {
  /// @param rivals starts llama.cpp's side; empty = Hob alone
  void round(Optional<Supplier<Side>> rivals) {
    try {
      Path folder = Files.createTempDirectory("hob-bench"); // this user's alone
      Path stamps = folder.resolve("verified");
      try {
        unverified(stamps);
        verified(stamps);
      } finally {
        Files.deleteIfExists(stamps);
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    rivals.ifPresent(this::rival);
  }

  /// A process that has to hash the base, and keeps in `stamps` that it did.
  private void unverified(Path stamps) {
    try (Side own = Side.own("hob")) {
      QuietCheck quiet = new QuietCheck(List.of(own.pid(), ProcessHandle.current().pid()));
      JsonNode loaded = own.ask("load", questions.load(0, "best").put("stamps", stamps.toString()));
      results.own(
          "load", loaded.path("openMs").asDouble() + loaded.path("firstTokenMs").asDouble(), "ms");
      results.own("load_unverified", loaded.path("inNewProcessMs").asDouble(), "ms");
      results.facts(loaded);
      own.ask("open", Side.question().put("id", "a").put("tokens", 32));
      JsonNode memory = own.ask("memory");
      double beside = memory.path("resident").asDouble() - memory.path("jvm").asDouble();
      results.own("memory", beside / 1e6, "MB");
      double anonymous = memory.path("anonymous").asDouble() - memory.path("jvm").asDouble();
      results.own("anonymous", Math.max(0, anonymous) / 1e6, "MB");
      results.quiet("load", quiet.byOthers());
    }
  }

  /// A process that finds what an earlier one kept.
  private void verified(Path stamps) {
    try (Side own = Side.own("hob")) {
      JsonNode loaded = own.ask("load", questions.load(0, "best").put("stamps", stamps.toString()));
      results.own("load_in_new_process", loaded.path("inNewProcessMs").asDouble(), "ms");
    }
  }

  private void rival(Supplier<Side> start) {
    try (Side rival = start.get()) {
      JsonNode loaded = rival.ask("load", questions.rivalLoad(1, 512));
      results.rival(
          "load", loaded.path("loadMs").asDouble() + loaded.path("firstTokenMs").asDouble(), "ms");
      rival.ask("open", Side.question().put("id", "a").put("tokens", 32));
      JsonNode memory = rival.ask("memory");
      double beside = memory.path("resident").asDouble() - memory.at("/bare/resident").asDouble();
      results.rival("memory", beside / 1e6, "MB");
    }
  }
}
