// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy;

/// Where work runs.
public enum Place {
  DEVICE,
  CLOUD
}
