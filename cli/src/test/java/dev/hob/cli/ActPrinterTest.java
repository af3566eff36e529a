// SPDX-License-Identifier: Apache-2.0
package dev.hob.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActPrinterTest {
  private static final String CALL =
      """
      {'outcome':'call','call':{'app':'org.example.Timer','action':'start_timer',
       'arguments':{'minutes':5,'label':'laundry'},'tainted':[]},'done':%s}\
      """;

  @Test
  void tellsWhatWasChosenWhoSaidYesWhatChangedAndHowToTakeItBack() {
    String shown =
        shown(
            CALL.formatted(
                """
                {'state':'done','confirmed':'person','returned':{'id':7},
                 'changed':{'state':'running','before':false,'after':true},
                 'undo':{'action':'stop_timer','until':'2026-05-19T09:00:00Z'}}\
                """));
    for (String part :
        new String[] {
          "start_timer of org.example.Timer",
          "  minutes  5",
          "  label  laundry",
          "done, as you said on the desktop",
          "  changed   running: false → true",
          "  returned  {\"id\":7}",
          "hob act --undo r7"
        }) {
      assertTrue(shown.contains(part), part + " in\n" + shown);
    }
  }

  @Test
  void neverSaysDoneWhereItIsNot() {
    String shown = shown(CALL.formatted("{'state':'refused','why':'you were asked and said no'}"));
    assertTrue(shown.contains("not done: you were asked and said no"), shown);
    String unknown = shown(CALL.formatted("{'state':'timed-out','why':'no reply'}"));
    assertTrue(unknown.contains("unknown: no reply"), unknown);
  }

  @Test
  void aQuestionIsPrintedAsOne() {
    String shown = shown("{'outcome':'ask','question':'Start timer: how many minutes?'}");
    assertTrue(shown.startsWith("Start timer: how many minutes?"), shown);
  }

  @Test
  void aValueOutOfContentIsMarked() {
    String shown =
        shown(
            """
            {'outcome':'call','call':{'app':'org.example.Mail','action':'send',
             'arguments':{'to':'x@example.org'},
             'tainted':[{'argument':'to','source':'context[0]','start':0,'end':3}]},
             'done':{'state':'no-answer','why':'nobody answered'}}\
            """);
    assertTrue(shown.contains("x@example.org  from context[0]"), shown);
  }

  @ParameterizedTest
  @CsvSource({
    "call, done, false, 0",
    "call, refused, false, 1",
    "call, no-answer, false, 1",
    "call, disabled, false, 1",
    "call, vanished, false, 1",
    "call, failed, false, 1",
    "call, not-run, false, 1",
    "call, timed-out, false, 75",
    "call, '', true, 0",
    "ask, '', false, 1",
    "ask, '', true, 1",
    "none, '', true, 1"
  })
  void theExitCodeSaysWhetherItWasDone(String outcome, String state, boolean dryRun, int code) {
    String output = "{'outcome':'" + outcome + "','done':{'state':'" + state + "'}}";
    assertEquals(code, ActPrinter.exitCode(answer(output), dryRun));
  }

  private static String shown(String output) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Screen screen = new Screen(new PrintStream(bytes, true, StandardCharsets.UTF_8), false, 100);
    new ActPrinter(screen).print(answer(output), false);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static JsonNode answer(String output) {
    try {
      return new ObjectMapper()
          .readTree(("{'id':'r7','output':" + output + "}").replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(output, e);
    }
  }
}
