// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.admin;

import java.util.List;

/// Why a bundle is not installed, used or removed.
public sealed interface BundleProblem {
  /// @param kind `base` or `adapter`
  record Unknown(String kind, String name, List<String> known) implements BundleProblem {
    public Unknown {
      known = List.copyOf(known);
    }
  }

  record Incompatible(String file, String tensor, String expected, String got)
      implements BundleProblem {}

  /// @param offset byte in `file`, -1 where none applies
  record Corrupt(String file, long offset, String bound) implements BundleProblem {}

  /// Policy asks for a signature or a signer that this bundle does not have.
  record Untrusted(String name, String reason) implements BundleProblem {}

  /// The disk refused: full, read-only, interrupted.
  record Storage(String path, String cause) implements BundleProblem {}

  /// Work still holds it; worth asking again soon.
  record InUse(String name, int leases) implements BundleProblem {}

  /// The request itself does not say enough, e.g. no role for a bare PEFT folder.
  record Invalid(String pointer, String expected, String got) implements BundleProblem {}
}
