// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.memory.Ledger;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsFileTest {
  @TempDir Path folder;
  private final Ledger ledger = new Ledger();

  @Test
  void whatWasWrittenIsReadBackAlignedAndTheLedgerEndsAtZero() throws IOException {
    Tensor odd = Floats.tensor("odd", TensorType.BF16, new float[] {1, -2, 3.5f}, 3);
    Tensor whole = Floats.tensor("whole", TensorType.F32, new float[32], 2, 16);
    SafetensorsWriter.write(
        folder.resolve("x"), new TreeMap<>(Map.of("key", "värde")), List.of(odd, whole));
    try (SafetensorsFile file = open("x")) {
      assertEquals("värde", file.metadata().get("key"));
      assertEquals(List.of("odd", "whole"), List.copyOf(file.tensors().keySet()));
      assertArrayEquals(new float[] {1, -2, 3.5f}, Floats.read(file.tensor("odd")));
      for (Tensor tensor : file.tensors().values()) {
        assertEquals(0, tensor.offset() % 64, tensor.name());
      }
      assertEquals(Files.size(folder.resolve("x")), ledger.bytes(Ledger.Owner.BASE));
    }
    assertEquals(0, ledger.total());
  }

  @Test
  void theSameTensorsGiveTheSameBytes() throws IOException {
    Tensor tensor = Floats.tensor("t", TensorType.F16, new float[] {0.5f, 2}, 2);
    for (String name : List.of("a", "b")) {
      SafetensorsWriter.write(folder.resolve(name), new TreeMap<>(), List.of(tensor));
    }
    assertEquals(-1, Files.mismatch(folder.resolve("a"), folder.resolve("b")));
  }

  @Test
  void refusesEveryHeaderThatLies() throws IOException {
    String f32 = "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";
    refused("header length", Long.MAX_VALUE, f32 + "}", 8);
    refused("header length", -1, f32 + "}", 8);
    refused("header length", 1L << 31, f32 + "}", 8);
    refused("not JSON", 0, "{\"a\":", 8);
    refused("no JSON object", 0, "[1,2,3]", 8);
    refused("not JSON", 0, f32 + ",\"a\":{}}", 8);
    refused("lies at", 0, f32 + "}", 7);
    refused("belong to no tensor", 0, f32 + "}", 9);
    refused("overlaps", 0, f32 + "," + f32.substring(1).replace("\"a\"", "\"b\"") + "}", 8);
    refused(
        "leaves a hole", 0, "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}}", 2);
    refused(
        "too large",
        0,
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,0]}}",
        0);
    refused(
        "whole numbers", 0, "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,0]}}", 0);
    refused(
        "whole numbers",
        0,
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[18446744073709551617],\"data_offsets\":[0,4]}}",
        4);
    refused("holds 8 bytes", 0, f32.replace("[2]", "[3]") + "}", 8);
    refused("__metadata__.k", 0, f32 + ",\"__metadata__\":{\"k\":1}}", 8);
    assertEquals(0, ledger.total());
  }

  @Test
  void namesATypeThatItDoesNotKnow() throws IOException {
    raw(0, "{\"a\":{\"dtype\":\"F8_E4M3\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1);
    var refusal = assertThrows(IncompatibleBundleException.class, () -> open("x"));
    assertEquals("F8_E4M3", refusal.got());
    assertEquals("a dtype", refusal.tensor());
  }

  @Test
  void aMissingFileIsNamed() {
    assertEquals("no", assertThrows(CorruptBundleException.class, () -> open("no")).file());
  }

  private void refused(String why, long length, String header, int data) throws IOException {
    raw(length, header, data);
    var refusal = assertThrows(CorruptBundleException.class, () -> open("x"), header);
    assertTrue(refusal.bound().contains(why), refusal.getMessage());
  }

  /// @param length 0 = the true one
  private void raw(long length, String header, int data) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + data).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(length == 0 ? json.length : length).put(json);
    Files.write(folder.resolve("x"), bytes.array());
  }

  private SafetensorsFile open(String name) {
    return SafetensorsFile.open(folder, name, ledger, Ledger.Owner.BASE);
  }
}
