// SPDX-License-Identifier: Apache-2.0
/// From a chosen call to what became of it: policy, the person's yes, the call itself, and the way
/// back. [dev.hob.features.act.deed.Deeds] is the way in.
///
/// | class | knows |
/// | --- | --- |
/// | `DeedTerms` | how the caller wants it done |
/// | `Doing` | one call: policy, then a yes, then the app |
/// | `Yes` | who said yes, by which of the three ways |
/// | `Waiting` | calls that wait for a yes that nobody could be asked for |
/// | `DeedMemory` | what can be undone, and how |
///
/// A yes comes from policy, from the person at the desktop, or, for calls without tainted
/// arguments, from an unconfined program in the person's name (docs/decisions/0008). Nothing that a
/// model writes is one: the model's part ends with the [dev.hob.features.act.Choice].
@NullMarked
package dev.hob.features.act.deed;

import org.jspecify.annotations.NullMarked;
