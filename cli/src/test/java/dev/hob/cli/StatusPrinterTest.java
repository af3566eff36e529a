// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusPrinterTest {
  /// The first is an older daemon's.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | 'prefill 200, decode 15 tokens/s'",
        "',\"origin\":\"learnt\"' | 'prefill 200, decode 15 tokens/s, learnt'",
        "',\"origin\":\"kept\",\"keptFrom\":\"2026-11-24\"'"
            + " | 'prefill 200, decode 15 tokens/s, kept from 2026-11-24'"
      })
  void ratesSayWhereTheyComeFromIfTheDaemonDoes(String origin, String line)
      throws JsonProcessingException {
    String shown =
        shown(
            "{\"rates\":{\"prefillTokensPerSecond\":200,\"decodeTokensPerSecond\":15"
                + origin
                + "}}");
    assertTrue(shown.lines().anyMatch(each -> each.endsWith(line)), shown);
  }

  private static String shown(String status) throws JsonProcessingException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Screen screen = new Screen(new PrintStream(bytes, true, StandardCharsets.UTF_8), false, 100);
    new StatusPrinter(screen).print(new ObjectMapper().readTree(status));
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
