// SPDX-License-Identifier: Apache-2.0
package dev.hob.features.act;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hob.policy.ActionRules.Risk;
import java.util.Optional;

/// Something that an app can do.
///
/// @param app id of the app, e.g. `org.xfce.mousepad`
/// @param appName what people call it, e.g. `Mousepad`
/// @param name unique within the app, e.g. `win.edit.convert.to-uppercase`
/// @param description what a person reads; from the app's own menus or manifest, untrusted text
/// @param parameters JSON Schema of an object; `{"type": "object"}` where there are none
/// @param risk of doing it; unknown is [Risk#HIGH]
/// @param effect whether it changes anything
/// @param enabled false where the app itself says that it cannot be done now
/// @param undo name of the action of the same app that takes it back
/// @param origin who describes it
public record Action(
    String app,
    String appName,
    String name,
    String description,
    JsonNode parameters,
    Risk risk,
    Effect effect,
    boolean enabled,
    Optional<String> undo,
    Origin origin) {

  /// What is left behind.
  public enum Effect {
    /// Answers, and changes nothing: a question may call it.
    READ,
    /// Changes something: only a request to do it may call it.
    CHANGE
  }

  /// Who describes the action, from most to least trusted.
  public enum Origin {
    /// A manifest in a folder of the system or of the person.
    MANIFEST,
    /// A manifest that a running app registered for itself.
    REGISTERED,
    /// Found in a running program or its desktop file.
    HARVESTED,
    /// Brought along by the request; the caller carries it out itself.
    GIVEN
  }
}
