// SPDX-License-Identifier: Apache-2.0
package dev.hob.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// One benchmark of one contender.
///
/// @param what `product`, `pair`, `attention` or `read`
/// @param by the contender's word
/// @param micros of one operation, the median, the least and the most of the iterations
/// @param limits measured just before
record Measured(What what, String by, Micros micros, Work work, Limits limits) {
  /// @param bits of a weight, 0 where that means nothing
  /// @param rows of activations, or tokens
  record What(String name, int bits, int rows) {}

  record Micros(double median, double least, double most) {}

  double gigabytes() {
    return work.gigabytes(micros.median());
  }

  double gigaOperations() {
    return work.gigaOperations(micros.median());
  }

  double readShare() {
    return gigabytes() / limits.read();
  }

  double operationsShare() {
    return gigaOperations() / limits.operations(work.arithmetic());
  }

  ObjectNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("kernel", what.name()).put("by", by);
    if (what.bits() > 0) {
      node.put("bits", what.bits());
    }
    node.put("rows", what.rows());
    Limits.put(node, "micros", micros.median());
    Limits.put(node, "microsLeast", micros.least());
    Limits.put(node, "microsMost", micros.most());
    Limits.put(node, "gigabytes", gigabytes());
    Limits.put(node, "readShare", readShare());
    if (work.operations() > 0) {
      Limits.put(node, "gigaOperations", gigaOperations());
      Limits.put(node, "operationsShare", operationsShare());
    }
    return node;
  }
}
