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

  private static final String SHARE = "partial_rotary_factor";

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
    JsonNode stated = scaling.hasNonNull(SHARE) ? scaling : node;
    return scaled(turns, share(stated), scaling.isObject() ? scaling : MissingNode.getInstance());
  }

  /// Of gemma 3's layers that see a window: `rope_scaling` is not for them, what `rope_parameters`
  /// has under their kind is.
  Rope local(String kind) {
    double old =
        node.hasNonNull("rope_local_base_freq")
            ? Json.number(FILE, node, "rope_local_base_freq", 1, 1e12)
            : 1e4;
    JsonNode mine = node.path("rope_parameters").path(kind);
    return scaled(theta(mine, old), share(mine), mine);
  }

  /// Of a head, how much turns. Only Phi-3's class reads it; others would not run with it.
  private double share(JsonNode holder) {
    double share = holder.hasNonNull(SHARE) ? Json.number(FILE, holder, SHARE, 0, 1) : 1;
    int dims = (int) (headDim * share);
    if (share != 1 && (family != Family.PHI3 || dims < 2 || dims % 2 != 0)) {
      throw ConfigReader.refused(
          SHARE, family == Family.PHI3 ? "an even part of the head" : "1", share + "");
    }
    return share;
  }

  private static double theta(JsonNode from, double otherwise) {
    return from.hasNonNull("rope_theta")
        ? Json.number(FILE, from, "rope_theta", 1, 1e12)
        : otherwise;
  }

  private Rope scaled(double theta, double share, JsonNode scaling) {
    Rope plain = new Rope(theta, List.of(), 1, share);
    String type = scaling.path("rope_type").asText(scaling.path("type").asText("default"));
    if (family == Family.PHI3 && type.equals("yarn")) {
      type = "longrope"; // an old name that its class still takes
    }
    return switch (type) {
      // "dynamic" turns otherwise only in texts that are longer than the context.
      case "default", "dynamic" -> plain;
      case "linear" -> stretched(plain, all(plain, number(scaling, "factor")), 1);
      case "llama3" -> stretched(plain, llama3(plain, scaling), 1);
      case "longrope", "su" -> longRope(plain, scaling);
      case "yarn" -> yarn(plain, scaling);
      case "factors" ->
          stretched(plain, factors(plain, scaling, "factors"), attentionFactor(scaling, 1));
      default ->
          throw ConfigReader.refused(
              "rope_scaling.rope_type",
              "default, linear, dynamic, llama3, longrope, yarn or factors",
              type);
    };
  }

  private static Rope stretched(Rope plain, List<Double> divisors, double magnitude) {
    return new Rope(plain.theta(), divisors, magnitude, plain.share());
  }

  private int half(Rope rope) {
    return rope.dims(headDim) / 2;
  }

  private List<Double> all(Rope plain, double divisor) {
    return Collections.nCopies(half(plain), divisor);
  }

  /// Dimensions that turn often within the length trained on stay, those that turn less than once
  /// are stretched by `factor`, those between are mixed by their number.
  ///
  /// @see "transformers, modeling_rope_utils.py: _compute_yarn_parameters"
  private Rope yarn(Rope plain, JsonNode scaling) {
    double original = original(scaling);
    double factor =
        scaling.hasNonNull("factor") ? number(scaling, "factor") : Math.max(1, context / original);
    boolean whole = scaling.path("truncate").asBoolean(true);
    double fast = turning(plain, original, number(scaling, "beta_fast", 32));
    double slow = turning(plain, original, number(scaling, "beta_slow", 1));
    double low = Math.max(0, whole ? Math.floor(fast) : fast);
    double high = Math.min(plain.dims(headDim) - 1.0, whole ? Math.ceil(slow) : slow);
    double width = high == low ? 1e-3 : high - low;
    List<Double> divisors = new ArrayList<>();
    for (int i = 0; i < half(plain); i++) {
      double mixed = Math.clamp((i - low) / width, 0, 1);
      divisors.add(1 / (mixed / factor + 1 - mixed));
    }
    return stretched(plain, divisors, attentionFactor(scaling, yarnFactor(scaling, factor)));
  }

  /// The dimension that turns `times` within `length` tokens, as a fraction.
  private double turning(Rope plain, double length, double times) {
    double turns = Math.log(length / (times * 2 * Math.PI));
    return plain.dims(headDim) * turns / (2 * Math.log(plain.theta()));
  }

  private static double yarnFactor(JsonNode scaling, double factor) {
    double one = number(scaling, "mscale", 0);
    double all = number(scaling, "mscale_all_dim", 0);
    return one != 0 && all != 0
        ? yarnScale(factor, one) / yarnScale(factor, all)
        : yarnScale(factor, 1);
  }

  private static double yarnScale(double factor, double weight) {
    return factor <= 1 ? 1 : 0.1 * weight * Math.log(factor) + 1;
  }

  /// Long waves are stretched by `factor`, short ones stay, those between are mixed.
  private List<Double> llama3(Rope plain, JsonNode scaling) {
    double factor = number(scaling, "factor");
    double low = number(scaling, "low_freq_factor");
    double high = number(scaling, "high_freq_factor");
    double original = original(scaling);
    List<Double> divisors = new ArrayList<>();
    for (int i = 0; i < half(plain); i++) {
      double wave = 2 * Math.PI / plain.frequency(i, headDim);
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
  private Rope longRope(Rope plain, JsonNode scaling) {
    double original = original(scaling);
    double stretch =
        scaling.hasNonNull("factor") && !knowsOriginal()
            ? number(scaling, "factor")
            : context / original;
    double usual = stretch <= 1 ? 1 : Math.sqrt(1 + Math.log(stretch) / Math.log(original));
    String list = context > original ? "long_factor" : "short_factor";
    return stretched(plain, factors(plain, scaling, list), attentionFactor(scaling, usual));
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

  private List<Double> factors(Rope plain, JsonNode scaling, String field) {
    JsonNode list = scaling.path(field);
    List<Double> factors = new ArrayList<>();
    for (JsonNode each : list) {
      double factor = each.asDouble(0);
      if (!(factor > 1e-3 && factor < 1e9)) {
        throw Json.wrong(FILE, "rope_scaling." + field, each, "numbers from 0.001 to 1e9");
      }
      factors.add(factor);
    }
    if (factors.size() != half(plain)) {
      throw Json.wrong(
          FILE, "rope_scaling." + field, list, "a list of " + half(plain) + " numbers");
    }
    return factors;
  }

  private static double number(JsonNode scaling, String field, double otherwise) {
    return scaling.hasNonNull(field) ? Json.number(FILE, scaling, field, 0, 1e9) : otherwise;
  }

  private static double number(JsonNode scaling, String field) {
    return Json.number(FILE, scaling, field, 1e-3, 1e9);
  }
}
