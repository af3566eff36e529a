// SPDX-License-Identifier: Apache-2.0
package dev.hob.ipc.dbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.messages.Message;
import org.freedesktop.dbus.messages.MessageFactory;
import org.freedesktop.dbus.messages.constants.Endian;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireBodyTest {
  private static final byte[] BODY = body();

  @Test
  void readsWhatItWantsAndStepsOverAnImage() {
    WireBody body = new WireBody(BODY, ByteOrder.LITTLE_ENDIAN);

    assertEquals("Mail", body.string());
    assertEquals(7, body.uint32());
    assertEquals(List.of("default", "Öffnen"), body.strings());
    assertEquals(
        Map.of("urgency", 2L, "desktop-entry", "org.x", "transient", true), body.plainValues());
    assertEquals("end", body.string());
  }

  /// Encoded by dbus-java, decoded here.
  @Test
  void readsWhatGLibSaysOfActionsAndMenus() throws Exception {
    Map<String, Object> actions = new LinkedHashMap<>();
    actions.put("quit", new Object[] {true, "", new Variant<?>[0]});
    actions.put("mode", new Object[] {false, "s", new Variant<?>[] {new Variant<>("basic", "s")}});
    Object[] menu = {
      new UInt32(1), new UInt32(0), List.of(Map.of("label", new Variant<>("_File", "s")))
    };

    List<Object> read =
        decoded(
            "a{s(bgav)}a(uuaa{sv})ayxd",
            actions,
            List.of((Object) menu),
            new byte[] {1, (byte) 200},
            -5L,
            0.5);

    assertEquals(
        List.of(
            Map.of(
                "quit",
                List.of(true, "", List.of()),
                "mode",
                List.of(false, "s", List.of("basic"))),
            List.of(List.of(1L, 0L, List.of(Map.of("label", "_File")))),
            List.of(1L, 200L),
            -5L,
            0.5),
        read);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void anySignatureOverAnyBytesIsReadOrMalformed(long seed) {
    Random random = new Random(seed);
    String letters = "sogybnqiuxtdvha(){}az";
    for (int round = 0; round < 5_000; round++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      StringBuilder signature = new StringBuilder();
      for (int i = random.nextInt(12); i > 0; i--) {
        signature.append(letters.charAt(random.nextInt(letters.length())));
      }
      try {
        new WireBody(bytes, ByteOrder.LITTLE_ENDIAN).values(signature.toString());
      } catch (WireBody.MalformedException expected) {
        // as it should be
      }
    }
  }

  private static List<Object> decoded(String signature, Object... values) throws DBusException {
    Message message =
        new MessageFactory(Endian.LITTLE)
            .createMethodCall(null, "a.b", "/", "a.b", "M", (byte) 0, signature, values);
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    for (byte[] part : message.getWireData()) {
      if (part != null) {
        wire.writeBytes(part);
      }
    }
    byte[] all = wire.toByteArray();
    int length = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN).getInt(4);
    byte[] body = Arrays.copyOfRange(all, all.length - length, all.length);
    return new WireBody(body, ByteOrder.LITTLE_ENDIAN).values(signature);
  }

  @Test
  void aBodyCutAnywhereIsMalformedNeverAnythingElse() {
    for (int length = 0; length < BODY.length; length++) {
      byte[] cut = Arrays.copyOf(BODY, length);
      assertThrows(WireBody.MalformedException.class, () -> readAll(cut), "cut at " + length);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void flippedBitsAreReadOrMalformed(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 2000; round++) {
      byte[] bent = BODY.clone();
      bent[random.nextInt(bent.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        readAll(bent);
      } catch (WireBody.MalformedException expected) {
        // as it should be
      }
    }
  }

  private static void readAll(byte[] bytes) {
    WireBody body = new WireBody(bytes, ByteOrder.LITTLE_ENDIAN);
    body.string();
    body.uint32();
    body.strings();
    body.plainValues();
    body.string();
  }

  /// `s u as a{sv} s`, written by hand after the D-Bus specification.
  private static byte[] body() {
    Out out = new Out();
    out.string("Mail");
    out.u32(7);
    Out labels = new Out();
    labels.string("default");
    labels.string("Öffnen");
    out.u32(labels.size());
    out.raw(labels.bytes());
    Out hints = new Out();
    hints.entry("urgency", "y");
    hints.raw(new byte[] {2});
    hints.entry("image-data", "(iiibiiay)");
    hints.align(8);
    for (int i = 0; i < 6; i++) {
      hints.u32(1);
    }
    hints.u32(5);
    hints.raw(new byte[5]);
    hints.entry("desktop-entry", "s");
    hints.string("org.x");
    hints.entry("nested", "a{sv}");
    hints.u32(0);
    hints.align(8);
    hints.entry("transient", "b");
    hints.u32(1);
    out.u32(hints.size());
    out.align(8);
    out.raw(hints.bytes());
    out.string("end");
    return out.bytes();
  }

  /// Starts at an offset that is a multiple of 8.
  private static final class Out {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    int size() {
      return bytes.size();
    }

    byte[] bytes() {
      return bytes.toByteArray();
    }

    void raw(byte[] more) {
      bytes.writeBytes(more);
    }

    void align(int to) {
      while (bytes.size() % to != 0) {
        bytes.write(0);
      }
    }

    void u32(int value) {
      align(4);
      raw(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    }

    void string(String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      u32(utf8.length);
      raw(utf8);
      bytes.write(0);
    }

    void entry(String key, String signature) {
      align(8);
      string(key);
      bytes.write(signature.length());
      raw(signature.getBytes(StandardCharsets.US_ASCII));
      bytes.write(0);
    }
  }
}
