// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy.layer;

import dev.hob.policy.PowerRules;
import java.util.Set;
import java.util.function.BiPredicate;

/// What a user layer may write for a key, given the admin's value.
///
/// @param words ends the message "a user layer may …"
/// @param whenUnset whether the user may set a key that no admin layer sets
/// @param overDefault whether the user may set anything where only the built-in default speaks
/// @param holds (user, admin) → allowed
record Restriction<T>(
    String words, boolean whenUnset, boolean overDefault, BiPredicate<T, T> holds) {
  Restriction(String words, boolean whenUnset, BiPredicate<T, T> holds) {
    this(words, whenUnset, false, holds);
  }

  /// The same, but free where no admin has said anything.
  Restriction<T> freeOverDefault() {
    return new Restriction<>(words, whenUnset, true, holds);
  }

  static Restriction<Boolean> offOnly() {
    return new Restriction<>("only switch it off", false, (user, admin) -> admin || !user);
  }

  static Restriction<Boolean> onOnly() {
    return new Restriction<>("only switch it on", false, (user, admin) -> user || !admin);
  }

  static <T extends Comparable<T>> Restriction<T> atMost() {
    return new Restriction<>("only lower it", false, (user, admin) -> user.compareTo(admin) <= 0);
  }

  static <T extends Comparable<T>> Restriction<T> stricter() {
    return new Restriction<>(
        "only make it stricter", false, (user, admin) -> user.compareTo(admin) >= 0);
  }

  static <E> Restriction<Set<E>> subset() {
    return new Restriction<>("only take from it", false, (user, admin) -> admin.containsAll(user));
  }

  static Restriction<PowerRules.Hours> within() {
    return new Restriction<>("only shorten it", true, (user, admin) -> admin.encloses(user));
  }

  static <T> Restriction<T> adminOnly() {
    return new Restriction<>("not change it", false, Object::equals);
  }
}
