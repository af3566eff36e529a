// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class FolderConfigTest {
  private static ObjectNode flat(String json) throws IOException {
    ObjectNode read = (ObjectNode) new ObjectMapper().readTree(json.replace('\'', '"'));
    return FolderConfig.flat(read, read.path("text_config").isObject(), true);
  }

  @Test
  void aStretchedRopeIsCutToTheLengthOfItsShortListWithTheWholeStretchsFactor() throws IOException {
    for (String where :
        new String[] {
          "'original_max_position_embeddings': 4096, 'rope_scaling': {'type': 'su'}",
          "'rope_scaling': {'rope_type': 'longrope', 'original_max_position_embeddings': 4096}",
          "'rope_parameters': {'rope_type': 'longrope', 'original_max_position_embeddings': 4096}"
        }) {
      ObjectNode config = flat("{'max_position_embeddings': 131072, " + where + "}");
      assertEquals(4096, config.path("max_position_embeddings").asInt(), where);
      ObjectNode scaling =
          (ObjectNode)
              (config.has("rope_parameters")
                  ? config.path("rope_parameters")
                  : config.path("rope_scaling"));
      // Phi-3-mini-128k: sqrt(1 + ln(32) / ln(4096))
      assertEquals(1.1902, scaling.path("attention_factor").asDouble(), 1e-4, where);
    }
  }

  @Test
  void aFactorThatIsGivenStays() throws IOException {
    ObjectNode config =
        flat(
            "{'max_position_embeddings': 8192, 'rope_scaling': {'type': 'longrope',"
                + " 'attention_factor': 1.5, 'original_max_position_embeddings': 4096}}");
    assertEquals(1.5, config.at("/rope_scaling/attention_factor").asDouble());
    assertEquals(4096, config.path("max_position_embeddings").asInt());
  }

  @Test
  void whatIsNotStretchedStaysAsItIs() throws IOException {
    for (String scaling :
        new String[] {
          "{'type': 'longrope', 'original_max_position_embeddings': 8192}",
          "{'rope_type': 'llama3', 'original_max_position_embeddings': 4096}",
          "{'rope_type': 'yarn', 'factor': 4.0, 'original_max_position_embeddings': 4096}",
          "null"
        }) {
      ObjectNode config =
          flat("{'max_position_embeddings': 8192, 'rope_scaling': " + scaling + "}");
      assertEquals(8192, config.path("max_position_embeddings").asInt(), scaling);
      assertFalse(config.at("/rope_scaling").has("attention_factor"), scaling);
    }
  }

  @Test
  void theLanguageModelOfAModelOfTextAndPicturesStandsAlone() throws IOException {
    ObjectNode gemma =
        flat(
            "{'architectures': ['Gemma3ForConditionalGeneration'], 'model_type': 'gemma3',"
                + " 'vision_config': {}, 'text_config': {'model_type': 'gemma3_text',"
                + " 'hidden_size': 2560}}");
    assertEquals("Gemma3ForCausalLM", gemma.at("/architectures/0").asText());
    assertEquals(2560, gemma.path("hidden_size").asInt());
    assertFalse(gemma.has("vision_config"));
    assertTrue(gemma.path("tie_word_embeddings").asBoolean());
  }
}
