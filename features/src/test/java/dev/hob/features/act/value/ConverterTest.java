// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.value;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hob.features.act.schema.Parameter;
import dev.hob.features.act.schema.ParameterSchema;
import dev.hob.features.act.words.Lexicon;
import dev.hob.features.testing.House;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ConverterTest {
  /// A Tuesday.
  private static final OffsetDateTime NOW = OffsetDateTime.parse("2026-05-19T08:30:00+02:00");

  private final Converter converter = new Converter(Lexicon.embedded());

  @Test
  void numbersAsPeopleSayThem() {
    String number = "'n':{'type':'number'}";
    is(number, "21 and a half", "21.5");
    is(number, "twenty-five", "25");
    is(number, "1,450 dollars", "1450");
    is(number, "a dozen", "12");
    is(number, "half a dozen", "6");
    is(number, "a hundred and ten", "110");
    is(number, "two thousand five hundred", "2500");
    is(number, "2.5k", "2500");
    is(number, "$1.2M", "1200000");
    is(number, "minus 5", "-5");
    is(number, "-3.5 degrees", "-3.5");
    is(number, "20 m/s", "20");
    is(number, "three quarters", "0.75");
    is(number, "no number", "");
    is(number, "3 or 4", "");
    is(number, "weight", "");
  }

  @Test
  void integersAndLimits() {
    is("'n':{'type':'integer'}", "the 3rd", "3");
    is("'n':{'type':'integer'}", "21 and a half", "");
    is("'n':{'type':'integer','maximum':100}", "120 percent", "");
    is("'n':{'type':'number','maximum':1,'minimum':0}", "40 %", "0.40");
  }

  @Test
  void durationsInTheParametersOwnUnit() {
    is("'minutes':{'type':'number'}", "half an hour", "30");
    is("'minutes':{'type':'number'}", "an hour and a half", "90");
    is("'minutes':{'type':'number'}", "1h30", "90");
    is("'hours':{'type':'number'}", "90 minutes", "1.5");
    is("'seconds':{'type':'integer'}", "two minutes and ten seconds", "130");
    is("'n':{'type':'integer','description':'Days to stay'}", "two weeks", "14");
    is("'d':{'type':'string','format':'duration'}", "an hour and a half", "'PT1H30M'");
  }

  @Test
  void daysAndTimesAreReckonedFromNow() {
    String date = "'d':{'type':'string','format':'date'}";
    is(date, "tomorrow", "'2026-05-20'");
    is(date, "next Friday", "'2026-05-29'");
    is(date, "on Friday", "'2026-05-22'");
    is(date, "the 2nd", "'2026-06-02'");
    is(date, "March 3rd", "'2027-03-03'");
    is(date, "3 June 2026", "'2026-06-03'");
    is(date, "in three days", "'2026-05-22'");
    is(date, "the 31st of February", "");
    is(date, "some day", "");
    String time = "'t':{'type':'string','format':'time'}";
    is(time, "6:15", "'06:15:00'");
    is(time, "half past six in the evening", "'18:30:00'");
    is(time, "quarter to nine", "'08:45:00'");
    is(time, "7 pm", "'19:00:00'");
    is(time, "noon", "'12:00:00'");
    is(time, "8", "'08:00:00'");
    is(time, "25:00", "");
    String moment = "'m':{'type':'string','format':'date-time'}";
    is(moment, "tomorrow at 7 pm", "'2026-05-20T19:00:00+02:00'");
    is(moment, "at 8:00", "'2026-05-20T08:00:00+02:00'");
    is(moment, "in two hours", "'2026-05-19T10:30:00+02:00'");
    is(moment, "tomorrow", "");
  }

  @Test
  void yesAndNo() {
    String flag = "'on':{'type':'boolean'}";
    for (String yes : List.of("yes", "on", "enable it", "turn it on", "switch on")) {
      is(flag, yes, "true");
    }
    for (String no : List.of("no", "off", "disable", "stop", "turn off", "not on", "unpin it")) {
      is(flag, no, "false");
    }
    is(flag, "perhaps", "");
  }

  @Test
  void theNearestListedValue() {
    String mode = "'m':{'enum':['economy','premium_economy','business']}";
    is(mode, "Premium Economy please", "'premium_economy'");
    is(mode, "economy", "'economy'");
    is(mode, "busines", "'business'");
    is(mode, "first", "");
    is("'p':{'enum':['low','normal','high']}", "urgent", "'high'");
    is("'n':{'enum':[1,2,3]}", "two", "2");
    is("'n':{'enum':[1,2,3]}", "five", "");
  }

  @Test
  void lists() {
    String words = "'l':{'type':'array','items':{'type':'string'}}";
    is(words, "Monday and Friday", "['Monday','Friday']");
    is(words, "on weekdays", "['Monday','Tuesday','Wednesday','Thursday','Friday']");
    is(words, "milk, rye flour and salt", "['milk','rye flour','salt']");
    is("'l':{'type':'array','items':{'type':'integer'}}", "3, 4 and 5", "[3,4,5]");
    is("'l':{'type':'array','items':{'type':'integer'}}", "[3, 4]", "[3,4]");
    is("'l':{'type':'array','items':{'type':'integer'}}", "three apples and pears", "");
  }

  @Test
  void textLosesOnlyItsEdges() {
    String text = "'t':{'type':'string'}";
    is(text, " \"the gate code\" ", "'the gate code'");
    is(text, "ask Rasmus about the keys.", "'ask Rasmus about the keys'");
    is(text, "v2.1", "'v2.1'");
    is(text, "  ", "");
  }

  @Test
  void anyWordsGiveAValidValueOrNone() {
    long seed = 4;
    Random random = new Random(seed);
    List<String> pieces =
        List.of(
            "half",
            "a",
            "an",
            "and",
            "hour",
            "seven",
            "7",
            "1,000",
            "%",
            "-",
            "Friday",
            "next",
            "31st",
            "of",
            "February",
            "12:60",
            "pm",
            "at",
            "in",
            "days",
            "on",
            "off",
            "[",
            "]",
            "'",
            "\"",
            "€",
            "k",
            "99999999999999999999",
            "two",
            "hundred",
            "million",
            "e5",
            "\n");
    List<String> types =
        List.of(
            "'minutes':{'type':'integer','minimum':1}",
            "'n':{'type':'number','maximum':1}",
            "'d':{'type':'string','format':'date'}",
            "'d':{'type':'string','format':'date-time'}",
            "'d':{'type':'string','format':'duration'}",
            "'t':{'type':'string','format':'time'}",
            "'o':{'type':'boolean'}",
            "'e':{'enum':['a','half hour',7]}",
            "'l':{'type':'array','items':{'type':'number'}}",
            "'t':{'type':'string','minLength':2,'maxLength':9}");
    for (int round = 0; round < 4000; round++) {
      StringBuilder words = new StringBuilder();
      for (int i = random.nextInt(8); i >= 0; i--) {
        words
            .append(pieces.get(random.nextInt(pieces.size())))
            .append(random.nextInt(4) > 0 ? " " : "");
      }
      ParameterSchema schema = schema(types.get(random.nextInt(types.size())));
      Parameter parameter = schema.parameters().getFirst();
      converter
          .convert(parameter, words.toString(), NOW)
          .ifPresent(value ->
              assertEquals(
                  List.of(),
                  schema.faults(JsonNodeFactory.instance.objectNode().set(parameter.name(), value)),
                  "seed " + seed + ": " + parameter + " of " + words));
    }
  }

  private void is(String property, String words, String expected) {
    Optional<JsonNode> value =
        converter.convert(schema(property).parameters().getFirst(), words, NOW);
    String wanted = expected.isEmpty() ? "" : House.json("[" + expected + "]").get(0).toString();
    assertEquals(wanted, value.map(JsonNode::toString).orElse(""), words);
  }

  private static ParameterSchema schema(String property) {
    return ParameterSchema.read(House.json("{'properties':{" + property + "}}"));
  }
}
