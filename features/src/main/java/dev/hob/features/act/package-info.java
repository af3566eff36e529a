// SPDX-License-Identifier: Apache-2.0
/// Words → one typed call of an app's action, a question for what is missing, or "no action fits";
/// then, where policy allows it, the call itself.
///
/// The vocabulary: an [dev.hob.features.act.Action] is what an app can do, with a JSON Schema for
/// its arguments; a catalogue is the actions there are now; a target is where a call goes. Actions
/// are found and called by ports ([dev.hob.features.act.ActionCatalogue],
/// [dev.hob.features.act.ActionPort], [dev.hob.features.act.Confirmation]) that the doors
/// implement, so nothing here knows a bus.
@NullMarked
package dev.hob.features.act;

import org.jspecify.annotations.NullMarked;
