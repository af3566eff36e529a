// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.act;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaCheckTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                   | 7                 | true
          true                                                 | 7                 | true
          false                                                | 7                 | false
          {"type":"integer"}                                   | 7.0               | true
          {"type":"integer"}                                   | 7.5               | false
          {"type":"integer"}                                   | "7"               | false
          {"type":"number"}                                    | true              | false
          {"type":["string","null"]}                           | null              | true
          {"type":["string","null"]}                           | 1                 | false
          {"enum":[1,"a"]}                                     | 1.0               | true
          {"enum":[1,"a"]}                                     | "A"               | false
          {"const":true}                                       | true              | true
          {"const":true}                                       | 1                 | false
          {"minimum":2,"maximum":4}                            | 4                 | true
          {"minimum":2,"maximum":4}                            | 5                 | false
          {"exclusiveMinimum":2}                               | 2                 | false
          {"exclusiveMaximum":2}                               | 1.9               | true
          {"multipleOf":0.1}                                   | 0.3               | true
          {"multipleOf":0.1}                                   | 0.35              | false
          {"minLength":2,"maxLength":3}                        | "äöü"             | true
          {"minLength":2}                                      | "😀"              | false
          {"pattern":"^a+$"}                                   | "aab"             | false
          {"format":"date"}                                    | "2026-05-04"      | true
          {"format":"date"}                                    | "2026-02-30"      | false
          {"format":"date"}                                    | "tomorrow"        | false
          {"format":"time"}                                    | "06:15:00+02:00"  | true
          {"format":"time"}                                    | "6.15 pm"         | false
          {"format":"date-time"}                               | "2026-05-04T06:15:00Z" | true
          {"format":"date-time"}                               | "2026-05-04"      | false
          {"format":"duration"}                                | "PT30M"           | true
          {"format":"duration"}                                | "30"              | false
          {"items":{"type":"string"}}                          | ["a",1]           | false
          {"minItems":1,"maxItems":2}                          | []                | false
          {"uniqueItems":true}                                 | ["a","a"]         | false
          {"required":["a"]}                                   | {}                | false
          {"properties":{"a":{"type":"string"}}}               | {"a":1}           | false
          {"properties":{"a":{}},"additionalProperties":false} | {"b":1}           | false
          {"additionalProperties":{"type":"string"}}           | {"b":"x"}         | true
          {"allOf":[{"type":"string"},{"minLength":2}]}        | "a"               | false
          {"anyOf":[{"type":"string"},{"minimum":2}]}          | "a"               | true
          {"oneOf":[{"type":"string"},{"minLength":2}]}        | "ab"              | false
          """)
  void holdsAsTheStandardSays(String schema, String value, boolean holds)
      throws JsonProcessingException {
    assertEquals(holds, SchemaCheck.holds(JSON.readTree(schema), JSON.readTree(value)));
  }
}
