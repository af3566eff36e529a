// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiskRoomTest {
  @ParameterizedTest
  @ValueSource(strings = {"btrfs", "bcachefs", "zfs"})
  void roomServesOnceWhereWhatIsOverwrittenGoesElsewhere(String type) {
    assertFalse(DiskRoom.lasts(type));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ext4", "xfs", "tmpfs"})
  void elsewhereItStays(String type) {
    assertTrue(DiskRoom.lasts(type));
  }
}
