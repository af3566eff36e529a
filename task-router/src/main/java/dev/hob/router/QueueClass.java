// SPDX-License-Identifier: Apache-2.0
package dev.hob.router;

/// Who waits for the answer: a person looking at it, a program, nobody.
public enum QueueClass {
  INTERACTIVE,
  DEFAULT,
  BACKGROUND
}
