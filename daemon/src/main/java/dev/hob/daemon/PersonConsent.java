// SPDX-License-Identifier: Apache-2.0
package dev.hob.daemon;

import dev.hob.ipc.admin.Consent;

/// The switch that the person has, as a port of the doors.
final class PersonConsent implements Consent {
  private static final String BY = "hob enable";

  private final dev.hob.policy.decide.Consent file;

  PersonConsent(dev.hob.policy.decide.Consent file) {
    this.file = file;
  }

  @Override
  public boolean given() {
    return file.given();
  }

  @Override
  public void give() {
    file.give(BY);
  }

  @Override
  public void withdraw() {
    file.withdraw("hob disable");
  }
}
