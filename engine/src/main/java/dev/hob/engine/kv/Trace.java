// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kv;

import java.util.List;

/// What decides the bits of a sequence's KV, token by token, on one base; and whose they are.
public interface Trace {
  /// Id of the token at `position`.
  int token(int position);

  /// Digests of the adapters that act on that token, in the order in which they act. Names appear
  /// nowhere, so an adapter replaced under the same name never meets old KV.
  List<String> adapters(int position);

  /// Whose token that is; empty: everybody's. Only traces with the same owner share it, since a hit
  /// tells how the other text begins.
  String owner(int position);

  /// Whether the token at `position` has the same KV here and in `other`, and may be shared.
  default boolean agrees(Trace other, int position) {
    return token(position) == other.token(position)
        && adapters(position).equals(other.adapters(position))
        && owner(position).equals(other.owner(position));
  }
}
