// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VersionTest {
  @Test
  void digitsCompareByValue() {
    List<String> versions = new ArrayList<>(List.of("1.10.0", "1.9.0", "1.9", "2.0", "1.9.0-rc1"));
    versions.sort(Version.ORDER);
    assertEquals(List.of("1.9", "1.9.0", "1.9.0-rc1", "1.10.0", "2.0"), versions);
  }

  @Test
  void theOrderIsTotal() {
    Random random = new Random(9);
    for (int i = 0; i < 5000; i++) {
      String a = random(random);
      String b = random(random);
      String c = random(random);
      int ab = Integer.signum(Version.ORDER.compare(a, b));
      assertEquals(ab, -Integer.signum(Version.ORDER.compare(b, a)));
      assertEquals(a.equals(b), ab == 0);
      if (ab <= 0 && Version.ORDER.compare(b, c) <= 0) {
        assertTrue(Version.ORDER.compare(a, c) <= 0, a + " " + b + " " + c);
      }
    }
  }

  private static String random(Random random) {
    StringBuilder text = new StringBuilder();
    int length = 1 + random.nextInt(6);
    for (int i = 0; i < length; i++) {
      text.append("0129.a-".charAt(random.nextInt(7)));
    }
    return text.toString();
  }
}
