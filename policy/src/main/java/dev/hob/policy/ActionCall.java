// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy;

import dev.hob.policy.ActionRules.Risk;

/// An action of an app that somebody wants carried out, as far as policy looks at it: never the
/// values of its arguments.
///
/// @param app id of the app that would do it
/// @param name of the action within that app
/// @param tainted whether an argument was copied from untrusted content
public record ActionCall(String app, String name, Risk risk, boolean tainted) {}
