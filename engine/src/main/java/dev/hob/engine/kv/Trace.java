// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.kv;

import java.util.List;

/// What decides the bits of a sequence's KV, token by token, on one base.
public interface Trace {
  /// Id of the token at `position`.
  int token(int position);

  /// Digests of the adapters that act on that token, in the order in which they act. Names appear
  /// nowhere, so an adapter replaced under the same name never meets old KV.
  List<String> adapters(int position);
}
