// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.bench.engine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hob.engine.kernel.PlainWeights;
import dev.hob.forge.bench.model.BenchModels;
import dev.hob.forge.bench.model.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// Each raw figure of Hob's side as a share of what this machine could do at most, measured in the
/// same run: reading memory where a step reads all weights for a few tokens, byte products where
/// many tokens share what is read.
///
/// What has no such limit (a text of which drafts say most, memory, an adapter's switch) is left
/// out.
final class Shares {
  private static final String READ = "read_rate";
  private static final String READ_BUSY = "read_rate_busy";
  private static final String DOTS = "dots_limit";

  /// Byte products that take as long as one in f32: the same ports take as many instructions, which
  /// hold a quarter as many numbers.
  private static final double FLOAT = 4;

  private static final double GIGA = 1e9;

  private final Shape shape;
  private final Results results;

  Shares(Shape shape, Results results) {
    this.shape = shape;
    this.results = results;
  }

  /// @param limit in `unit`, what the figure would be at the machine's limit
  /// @param share of it that was reached, 1 = all
  /// @param of what the limit is, for people
  record Share(String name, double value, String unit, double limit, double share, String of) {}

  /// In the order of a run; those that were measured and whose limit is known.
  List<Share> all() {
    List<Share> all = new ArrayList<>();
    double weights = weightBytes();
    for (String name : List.of("load", "load_in_new_process", "load_unverified")) {
      reads(name, weights).ifPresent(all::add);
    }
    rate("vector_decode", READ, 1, weights, "weights").ifPresent(all::add);
    products(all);
    for (EngineBench.Depth depth : EngineBench.Depth.values()) {
      double bytes = weights + depth.tokens() * shape.kvBytes();
      rate(depth.figure(), READ, 1, bytes, "weights and KV").ifPresent(all::add);
    }
    rate("decode_adapter", READ, 1, weights + adapterBytes(), "weights and adapter")
        .ifPresent(all::add);
    prefills(all);
    batches(all, weights);
    double copied = weights + EngineBench.COPY_PROMPT * shape.kvBytes();
    rate("copied_plain", READ, 1, copied, "weights and KV").ifPresent(all::add);
    rate("busy_core", READ_BUSY, 1, weights, "weights, beside the same busy core")
        .ifPresent(all::add);
    for (String name : List.of("adapter_cold", "adapter_known")) {
      reads(name, adapterBytes()).ifPresent(all::add);
    }
    return all;
  }

  /// The share of one of [#all].
  OptionalDouble of(String name) {
    return all().stream().filter(s -> s.name().equals(name)).mapToDouble(Share::share).findFirst();
  }

  private void products(List<Share> all) {
    share("products_one_thread", "dots_limit_one_thread", 1, "byte products of one thread")
        .ifPresent(all::add);
  }

  private void prefills(List<Share> all) {
    double base = 2 * layerWeights();
    share("prefill", DOTS, GIGA / base, "byte products of all layers").ifPresent(all::add);
    double adapted = base + 2 * FLOAT * adapterWeights();
    share("prefill_adapter", DOTS, GIGA / adapted, "byte products, an f32 product counted as four")
        .ifPresent(all::add);
  }

  private void batches(List<Share> all, double weights) {
    int batch = EngineBench.BATCH;
    rate("batch4_mixed", READ, batch, weights + batch * adapterBytes(), "weights, four adapters")
        .ifPresent(all::add);
    rate("batch4_same", READ, batch, weights + adapterBytes(), "weights, one adapter")
        .ifPresent(all::add);
  }

  /// Tokens a second of steps that read `bytes` each.
  private Optional<Share> rate(String name, String limit, int tokens, double bytes, String what) {
    return share(name, limit, tokens * GIGA / bytes, gigabytes(bytes) + " a step: " + what);
  }

  /// A figure in milliseconds, beside one pass over `bytes`.
  private Optional<Share> reads(String name, double bytes) {
    Figure value = results.own(name).orElse(null);
    Figure read = results.own(READ).orElse(null);
    if (value == null || read == null || !known(read.median()) || bytes <= 0) {
      return Optional.empty();
    }
    double least = bytes / read.median() / GIGA * 1e3;
    return Optional.of(
        new Share(
            name,
            value.median(),
            value.unit(),
            least,
            least / value.median(),
            gigabytes(bytes) + " read once"));
  }

  /// @param scale turns the limit's unit into the figure's
  private Optional<Share> share(String name, String limit, double scale, String of) {
    Figure value = results.own(name).orElse(null);
    Figure most = results.own(limit).orElse(null);
    if (value == null || most == null || !known(most.median() * scale)) {
      return Optional.empty();
    }
    double share = results.ratio(name, limit).orElseThrow().median() / scale;
    return Optional.of(
        new Share(name, value.median(), value.unit(), most.median() * scale, share, of));
  }

  private static boolean known(double limit) {
    return Double.isFinite(limit) && limit > 0;
  }

  private static String gigabytes(double bytes) {
    return Figure.rounded(bytes / GIGA) + " GB";
  }

  /// All that a step reads of the base.
  private double weightBytes() {
    return Double.parseDouble(results.facts().getOrDefault("mappedBytes", "0"));
  }

  private double layerWeights() {
    return shape.weights() - (double) shape.config().vocabulary() * shape.config().width();
  }

  private double adapterBytes() {
    return shape.adapterBytes(BenchModels.RANK);
  }

  private double adapterWeights() {
    return adapterBytes() / PlainWeights.Type.BF16.bytes();
  }

  ArrayNode json() {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (Share each : all()) {
      list.addObject()
          .put("name", each.name())
          .put("value", Figure.rounded(each.value()))
          .put("unit", each.unit())
          .put("limit", Figure.rounded(each.limit()))
          .put("share", Figure.rounded(each.share()))
          .put("of", each.of());
    }
    return list;
  }
}
