// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

/// What the caller asks of placement.
public enum PlacePreference {
  AUTO,
  DEVICE,
  CLOUD
}
