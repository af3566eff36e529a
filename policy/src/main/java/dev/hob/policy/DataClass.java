// SPDX-License-Identifier: Apache-2.0
package dev.hob.policy;

/// What kind of content a request carries; policy says where each may be worked on.
public enum DataClass {
  NOTIFICATIONS,
  MAIL,
  TEXT,
  ACTION
}
