// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.layer;

/// One key of the policy, e.g. `budgets.memory`.
///
/// @param path dotted
/// @param about one sentence for the schema
record Key<T>(String path, Form<T> form, Restriction<T> restriction, String about) {

  /// The value in the form that a file would have.
  @SuppressWarnings("unchecked") // a value enters the settings only through this key's own form
  String show(Object value) {
    return form.show().apply((T) value);
  }

  @SuppressWarnings("unchecked") // as above
  boolean mayRestrict(Object user, Object admin) {
    return restriction.holds().test((T) user, (T) admin);
  }
}
