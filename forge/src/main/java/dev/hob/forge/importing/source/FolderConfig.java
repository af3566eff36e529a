// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// A folder's `config.json` as the bundle has it: the language model alone, and for texts within
/// the length that it was first trained on.
final class FolderConfig {
  private FolderConfig() {}

  /// @param nested the language model's fields stand under `text_config`
  /// @param tied there is no output matrix of its own
  static ObjectNode flat(ObjectNode read, boolean nested, boolean tied) {
    ObjectNode config =
        nested ? ((ObjectNode) read.path("text_config")).deepCopy() : read.deepCopy();
    if (nested) {
      String type = config.path("model_type").asText(read.path("model_type").asText());
      if (type.startsWith("gemma3")) {
        config.putArray("architectures").add("Gemma3ForCausalLM");
      } else if (!config.path("architectures").isArray()) {
        config.set("architectures", read.path("architectures"));
      }
    }
    config.put("tie_word_embeddings", tied);
    shorten(config);
    return config;
  }

  /// Which of a stretched rope's two lists holds depends on the length of texts: those of the
  /// original length use the short one, with the factor of the whole stretch.
  private static void shorten(ObjectNode config) {
    JsonNode newer = config.path("rope_parameters");
    JsonNode scaling = newer.isObject() ? newer : config.path("rope_scaling");
    String type = scaling.path("rope_type").asText(scaling.path("type").asText());
    int original =
        config
            .path("original_max_position_embeddings")
            .asInt(scaling.path("original_max_position_embeddings").asInt(0));
    int longest = config.path("max_position_embeddings").asInt(0);
    boolean stretched = (type.equals("longrope") || type.equals("su")) && original > 1;
    if (!stretched || longest <= original || !(scaling instanceof ObjectNode object)) {
      return;
    }
    if (!object.hasNonNull("attention_factor")) {
      double stretch = (double) longest / original;
      object.put("attention_factor", Math.sqrt(1 + Math.log(stretch) / Math.log(original)));
    }
    config.put("max_position_embeddings", original);
  }
}
