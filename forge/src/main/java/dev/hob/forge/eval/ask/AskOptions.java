// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.ask;

/// How a running Hob is asked.
///
/// @param method `auto` (what users get), `model` or `helper`
/// @param place `auto`, `device` or `cloud`
public record AskOptions(String method, String place) {
  /// Hob's deterministic helper, which runs on the device.
  public static final AskOptions HELPER = new AskOptions("helper", "device");
}
