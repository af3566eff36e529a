// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.features.testing.House;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ParameterSchemaTest {
  private static final String MANY =
      """
      {'type':'object','additionalProperties':false,'required':['minutes','mode'],'properties':{
        'minutes':{'type':'number','exclusiveMinimum':0,'maximum':90},
        'mode':{'enum':['home','away'],'default':'home'},
        'day':{'type':'string','format':'date'},
        'at':{'type':'string','format':'time'},
        'count':{'type':['integer','null']},
        'tags':{'type':'array','items':{'type':'string'},'maxItems':2},
        'on':{'type':'boolean'}}}\
      """;

  @Test
  void validArgumentsHaveNoFaults() {
    assertEquals(
        List.of(),
        faults(
            "{'minutes':0.5,'mode':'away','day':'2026-02-28','at':'06:15:00','count':3,"
                + "'tags':['a','b'],'on':false}"));
  }

  @Test
  void eachFaultNamesItsPlaceAndNoValue() {
    assertEquals(
        List.of(
            "/minutes: not a number within limits",
            "/mode: not a listed value",
            "/day: not a date",
            "/count: not an integer within limits",
            "/tags: not a list of the allowed length",
            "/on: not true or false",
            "/other: not a known name"),
        faults(
            "{'minutes':0,'mode':'x','day':'2026-02-30','count':1.5,'tags':['a','b','c'],"
                + "'on':'yes','other':1}"));
    assertEquals(List.of("/minutes: not a value", "/mode: not a value"), faults("{}"));
  }

  @Test
  void aDefaultStandsInForWhatWasNotSaid() {
    ObjectNode arguments = (ObjectNode) House.json("{}");
    ParameterSchema schema = ParameterSchema.read(House.json(MANY));
    schema.complete(arguments);
    assertEquals(House.json("{'mode':'home'}"), arguments);
    assertEquals("minutes", schema.missing(arguments).orElseThrow().name());
  }

  @Test
  void aDefaultThatIsNotValidStandsInForNothing() {
    ParameterSchema schema =
        ParameterSchema.read(
            House.json("{'properties':{'a':{'type':'integer','default':'x'}},'required':['a']}"));
    assertTrue(schema.parameters().getFirst().mustBeSaid());
  }

  @Test
  void whatItDoesNotKnowIsRefusedWithItsPointer() {
    refused("[]", "");
    refused("{'type':'string'}", "/type");
    refused("{'$ref':'#'}", "/$ref");
    refused("{'properties':{'a':{'$ref':'#'}}}", "/properties/a/$ref");
    refused("{'properties':{'a/b':{'anyOf':[]}}}", "/properties/a~1b/anyOf");
    refused("{'properties':{'a':{'type':'string','pattern':'x'}}}", "/properties/a/pattern");
    refused("{'properties':{'a':{'type':'tuple'}}}", "/properties/a/type");
    refused("{'properties':{'a':{'enum':[]}}}", "/properties/a/enum");
    refused("{'properties':{'a':{'enum':[{}]}}}", "/properties/a/enum");
    refused("{'properties':{'a':{'type':'number','minimum':'1'}}}", "/properties/a/minimum");
    refused("{'properties':{'a':3}}", "/properties/a");
    refused("{'properties':{},'required':['b']}", "/required");
    refused("{'properties':[]}", "/properties");
  }

  @Test
  void aHostileSchemaIsRefusedBeforeItGrows() {
    StringBuilder deep = new StringBuilder("{'type':'object'}");
    for (int i = 0; i < 20; i++) {
      deep.insert(0, "{'type':'object','properties':{'a':").append("}}");
    }
    assertThrows(SchemaException.class, () -> ParameterSchema.read(House.json(deep.toString())));
    StringBuilder wide = new StringBuilder("{'properties':{");
    for (int i = 0; i < 33; i++) {
      wide.append(i == 0 ? "" : ",").append("'p").append(i).append("':{}");
    }
    refused(wide.append("}}").toString(), "/properties");
  }

  private static void refused(String schema, String pointer) {
    SchemaException e =
        assertThrows(SchemaException.class, () -> ParameterSchema.read(House.json(schema)), schema);
    assertEquals(pointer, e.pointer(), schema);
  }

  private static List<String> faults(String arguments) {
    return ParameterSchema.read(House.json(MANY)).faults((ObjectNode) House.json(arguments));
  }
}
