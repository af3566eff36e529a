// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.eval.row;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hob.forge.eval.EvalException;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.tukaani.xz.XZInputStream;

/// A file of JSON objects, one a line, each with an `id` of its own; `.xz` files are read as they
/// are.
final class JsonLines {
  static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /// Takes one line.
  interface Line {
    void accept(String id, String where, JsonNode json);
  }

  private JsonLines() {}

  /// Reads all lines.
  ///
  /// @return SHA-256 of the file's bytes, hex
  /// @throws EvalException no such file, or a line that is not what it must be
  static String read(Path file, Line line) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      boolean xz = file.toString().endsWith(".xz");
      try (InputStream raw = new ByteArrayInputStream(bytes);
          InputStream plain = xz ? new XZInputStream(raw) : raw) {
        readLines(file, plain, line);
      }
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchFileException e) {
      throw new EvalException(EvalException.UNKNOWN, "no such file: " + file);
    } catch (IOException e) {
      throw new EvalException(EvalException.UNKNOWN, file + " cannot be read: " + e.getMessage());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void readLines(Path file, InputStream in, Line line) throws IOException {
    Set<String> ids = new HashSet<>();
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
    int number = 0;
    try {
      for (String text = reader.readLine(); text != null; text = reader.readLine()) {
        number++;
        if (text.isBlank()) {
          continue;
        }
        String where = file.getFileName() + ":" + number;
        JsonNode json = parse(where, text);
        String id = json.path("id").asText();
        if (id.isEmpty()) {
          throw bad(where, "/id: expected a text, found nothing");
        }
        if (!ids.add(id)) {
          throw bad(where, "/id: \"" + id + "\" stands in an earlier line, too");
        }
        line.accept(id, where, json);
      }
    } catch (CharacterCodingException e) {
      throw bad(file.getFileName() + ":" + (number + 1), "not UTF-8, or a few lines below");
    }
  }

  private static JsonNode parse(String where, String text) {
    try {
      JsonNode json = JSON.readTree(text);
      if (!json.isObject()) {
        throw bad(where, "expected a JSON object");
      }
      return json;
    } catch (JsonProcessingException e) {
      throw bad(where, "not JSON: " + e.getOriginalMessage());
    }
  }

  private static EvalException bad(String where, String what) {
    return new EvalException(EvalException.BAD_ROW, where + ": " + what);
  }
}
