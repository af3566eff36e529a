// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act.deed;

import dev.hob.policy.Caller;

/// Whose a remembered call is. The process is no part of it: a command asks with a new one each
/// time.
record Who(long uid, String app, Caller.Trust trust) {
  static Who of(Caller caller) {
    return new Who(caller.uid(), caller.app(), caller.trust());
  }
}
