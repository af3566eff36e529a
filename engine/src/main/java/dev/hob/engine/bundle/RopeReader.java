// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import static dev.hob.engine.bundle.ModelConfig.FILE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Reads `rope_theta` and `rope_scaling`, or `rope_parameters`, where newer files have both, for
/// each kind of layer where kinds differ. Beside Hugging Face's own types there is `{"rope_type":
/// "factors", "factors": […], "attention_factor": 1.0}`: divisors as a GGUF file lists them.
final class RopeReader {
  /// Phi-3's, where the file gives none.
  private static final double ORIGINAL_OF_PHI3 = 4096;

  private final JsonNode node;
  private final Family family;
  private final int headDim;
  private final int context;

  /// @param context tokens that the base will be used with at most
  RopeReader(JsonNode node, Family family, int headDim, int context) {
    this.node = node;
    this.family = family;
    this.headDim = headDim;
    this.context = context;
  }

  /// @param kind of layers
  /// @param theta where the file gives none
  Rope read(String kind, double theta) {
    JsonNode newer = node.path("rope_parameters");
    JsonNode mine = newer.path(kind).isObject() ? newer.path(kind) : newer;
    double turns = theta(mine, theta(node, theta));
    JsonNode scaling = mine.isObject() ? mine : node.path("rope_scaling");
    requireWholeHeads(node);
    return scaled(turns, scaling.isObject() ? scaling : MissingNode.getInstance());
  }

  /// Of gemma 3's layers that see a window: `rope_scaling` is not for them, what `rope_parameters`
  /// has under their kind is.
  Rope local(String kind) {
    double old =
        node.hasNonNull("rope_local_base_freq")
            ? Json.number(FILE, node, "rope_local_base_freq", 1, 1e12)
            : 1e4;
    JsonNode mine = node.path("rope_parameters").path(kind);
    return scaled(theta(mine, old), mine);
  }

  private static void requireWholeHeads(JsonNode holder) {
    if (holder.path("partial_rotary_factor").asDouble(1) != 1) {
      throw ConfigReader.refused(
          "partial_rotary_factor", "1", holder.path("partial_rotary_factor").toString());
    }
  }

  private static double theta(JsonNode from, double otherwise) {
    return from.hasNonNull("rope_theta")
        ? Json.number(FILE, from, "rope_theta", 1, 1e12)
        : otherwise;
  }

  private Rope scaled(double theta, JsonNode scaling) {
    requireWholeHeads(scaling);
    String type = scaling.path("rope_type").asText(scaling.path("type").asText("default"));
    if (family == Family.PHI3 && type.equals("yarn")) {
      type = "longrope"; // an old name that its class still takes
    }
    return switch (type) {
      case "default" -> Rope.plain(theta);
      case "linear" -> new Rope(theta, all(number(scaling, "factor")), 1);
      case "llama3" -> new Rope(theta, llama3(theta, scaling), 1);
      case "longrope", "su" -> longRope(theta, scaling);
      case "factors" -> new Rope(theta, factors(scaling, "factors"), attentionFactor(scaling, 1));
      default ->
          throw ConfigReader.refused(
              "rope_scaling.rope_type", "default, linear, llama3, longrope or factors", type);
    };
  }

  private List<Double> all(double divisor) {
    return Collections.nCopies(headDim / 2, divisor);
  }

  /// Long waves are stretched by `factor`, short ones stay, those between are mixed.
  private List<Double> llama3(double theta, JsonNode scaling) {
    double factor = number(scaling, "factor");
    double low = number(scaling, "low_freq_factor");
    double high = number(scaling, "high_freq_factor");
    double original = original(scaling);
    List<Double> divisors = new ArrayList<>();
    for (int i = 0; i < headDim / 2; i++) {
      double wave = 2 * Math.PI / Rope.plain(theta).frequency(i, headDim);
      if (wave < original / high) {
        divisors.add(1.0);
      } else if (wave > original / low) {
        divisors.add(factor);
      } else {
        double smooth = (original / wave - low) / (high - low);
        divisors.add(1 / ((1 - smooth) / factor + smooth));
      }
    }
    return divisors;
  }

  /// Which list holds is decided once by the context, not by each text's length: what is in the KV
  /// cache was turned by one of them.
  private Rope longRope(double theta, JsonNode scaling) {
    double original = original(scaling);
    double stretch =
        scaling.hasNonNull("factor") && !knowsOriginal()
            ? number(scaling, "factor")
            : context / original;
    double usual = stretch <= 1 ? 1 : Math.sqrt(1 + Math.log(stretch) / Math.log(original));
    List<Double> divisors = factors(scaling, context > original ? "long_factor" : "short_factor");
    return new Rope(theta, divisors, attentionFactor(scaling, usual));
  }

  private double original(JsonNode scaling) {
    String field = "original_max_position_embeddings";
    if (node.hasNonNull(field)) {
      return number(node, field);
    }
    if (scaling.hasNonNull(field)) {
      return number(scaling, field);
    }
    return family == Family.PHI3 ? ORIGINAL_OF_PHI3 : context;
  }

  /// Whether the length trained on stands in the configuration itself: then the ratio of lengths
  /// counts and `factor` does not.
  ///
  /// @see "transformers, modeling_rope_utils.py: _compute_longrope_parameters"
  private boolean knowsOriginal() {
    return family == Family.PHI3 || node.hasNonNull("original_max_position_embeddings");
  }

  private static double attentionFactor(JsonNode scaling, double otherwise) {
    return scaling.hasNonNull("attention_factor") ? number(scaling, "attention_factor") : otherwise;
  }

  private List<Double> factors(JsonNode scaling, String field) {
    JsonNode list = scaling.path(field);
    List<Double> factors = new ArrayList<>();
    for (JsonNode each : list) {
      double factor = each.asDouble(0);
      if (!(factor > 1e-3 && factor < 1e9)) {
        throw Json.wrong(FILE, "rope_scaling." + field, each, "numbers from 0.001 to 1e9");
      }
      factors.add(factor);
    }
    if (factors.size() != headDim / 2) {
      throw Json.wrong(
          FILE, "rope_scaling." + field, list, "a list of " + headDim / 2 + " numbers");
    }
    return factors;
  }

  private static double number(JsonNode scaling, String field) {
    return Json.number(FILE, scaling, field, 1e-3, 1e9);
  }
}
