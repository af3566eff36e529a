// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.shard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.forge.corpus.CorpusException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZInputStream;
import org.tukaani.xz.XZOutputStream;

/// Tokenized examples in one `.hobshard.xz` file, for trainers elsewhere.
///
/// Inside the xz stream: one line of JSON (UTF-8, ends with `\n`), then the payload, little-endian,
/// nothing between its parts:
///
/// | part | bytes |
/// | --- | --- |
/// | tokens | `tokens` x u16 |
/// | document offsets, first 0, last `tokens` | (`documents` + 1) x u32 |
/// | family of each document, index into `families` | `documents` x u8 |
/// | runs of equal loss weight: length u32, weight f32 | `runs` x 8 |
///
/// The header: `{"format": 1, "tokenizer": "sha256:…", "stage", "seed", "families": […], "counts":
/// {family: documents}, "documents", "tokens", "runs", "sha256": hex of the payload}`.
public final class HobShard {
  /// This form.
  public static final int FORMAT = 1;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_FAMILIES = 256;
  private static final int LONGEST_HEADER = 1 << 16;

  private HobShard() {}

  /// What a shard says of itself.
  ///
  /// @param tokenizer digest of the tokenizer.json the tokens are of
  /// @param stage the mixture, e.g. `lang`
  public record About(String tokenizer, String stage, long seed) {}

  /// A shard read back.
  public record Contents(About about, List<Example> examples) {}

  /// Writes `count` examples from index `from` on; the file appears whole or not at all.
  ///
  /// @return tokens written
  /// @throws IOException the file cannot be written
  public static long write(Path file, About about, ExampleSource source, long from, int count)
      throws IOException {
    List<Example> examples = new ArrayList<>(count);
    long tokens = 0;
    Map<String, Integer> counts = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      Example example = source.at(from + i);
      examples.add(example);
      tokens += example.tokens().length;
      counts.merge(example.family(), 1, Integer::sum);
    }
    List<String> families = List.copyOf(counts.keySet());
    if (families.size() > MOST_FAMILIES || tokens > Integer.MAX_VALUE / 8) {
      throw new IllegalArgumentException(
          families.size() + " families, " + tokens + " tokens are too many for one shard");
    }
    List<float[]> runs = runs(examples);
    byte[] payload = payload(examples, families, (int) tokens, runs);
    ObjectNode header = JSON.createObjectNode();
    header.put("format", FORMAT).put("tokenizer", about.tokenizer());
    header.put("stage", about.stage()).put("seed", about.seed());
    families.forEach(header.putArray("families")::add);
    counts.forEach(header.putObject("counts")::put);
    header.put("documents", count).put("tokens", tokens).put("runs", runs.size());
    header.put("sha256", sha256(payload));
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part));
        XZOutputStream xz = new XZOutputStream(out, new LZMA2Options(6))) {
      xz.write((header + "\n").getBytes(StandardCharsets.UTF_8));
      xz.write(payload);
    }
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    return tokens;
  }

  /// Runs of equal weight over all documents: {length, weight}.
  private static List<float[]> runs(List<Example> examples) {
    List<float[]> runs = new ArrayList<>();
    for (Example example : examples) {
      for (float weight : example.lossWeights()) {
        if (runs.isEmpty() || runs.getLast()[1] != weight || runs.getLast()[0] >= 1 << 20) {
          runs.add(new float[] {0, weight});
        }
        runs.getLast()[0]++;
      }
    }
    return runs;
  }

  private static byte[] payload(
      List<Example> examples, List<String> families, int tokens, List<float[]> runs) {
    int documents = examples.size();
    ByteBuffer payload =
        ByteBuffer.allocate(2 * tokens + 4 * (documents + 1) + documents + 8 * runs.size())
            .order(ByteOrder.LITTLE_ENDIAN);
    for (Example example : examples) {
      for (int token : example.tokens()) {
        payload.putShort((short) token);
      }
    }
    int offset = 0;
    payload.putInt(0);
    for (Example example : examples) {
      offset += example.tokens().length;
      payload.putInt(offset);
    }
    examples.forEach(example -> payload.put((byte) families.indexOf(example.family())));
    runs.forEach(run -> payload.putInt((int) run[0]).putFloat(run[1]));
    return payload.array();
  }

  /// Reads and checks a shard.
  ///
  /// @throws CorpusException it is no shard of this form, is cut short, or its digest differs
  public static Contents read(Path file) {
    try (InputStream in = new XZInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      JsonNode header = JSON.readTree(headerLine(file, in));
      if (header.path("format").asInt() != FORMAT) {
        throw new CorpusException(file, "format " + header.path("format") + ", not 1", null);
      }
      byte[] payload = in.readAllBytes();
      if (!sha256(payload).equals(header.path("sha256").asText())) {
        throw new CorpusException(file, "the payload's digest is not that of its header", null);
      }
      About about =
          new About(
              header.path("tokenizer").asText(),
              header.path("stage").asText(),
              header.path("seed").asLong());
      return new Contents(about, examples(file, header, payload));
    } catch (IOException e) {
      throw new CorpusException(file, "no whole .hobshard.xz: " + e.getMessage(), e);
    }
  }

  private static String headerLine(Path file, InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0 || line.size() > LONGEST_HEADER) {
        throw new CorpusException(file, "no header line", null);
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  private static List<Example> examples(Path file, JsonNode header, byte[] payload) {
    int documents = header.path("documents").asInt();
    int tokens = header.path("tokens").asInt();
    int runs = header.path("runs").asInt();
    long wanted = 2L * tokens + 4L * (documents + 1) + documents + 8L * runs;
    if (documents < 0 || tokens < 0 || runs < 0 || wanted != payload.length) {
      throw new CorpusException(
          file, "payload of " + payload.length + " bytes, the header says " + wanted, null);
    }
    ByteBuffer bytes = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
    float[] weights = weights(bytes.slice(payload.length - 8 * runs, 8 * runs), tokens);
    int offsets = 2 * tokens;
    int families = offsets + 4 * (documents + 1);
    List<Example> examples = new ArrayList<>(documents);
    for (int d = 0; d < documents; d++) {
      int from = bytes.getInt(offsets + 4 * d);
      int to = bytes.getInt(offsets + 4 * (d + 1));
      if (from < 0 || to < from || to > tokens) {
        throw new CorpusException(file, "document " + d + " is " + from + ".." + to, null);
      }
      int[] ids = new int[to - from];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = Short.toUnsignedInt(bytes.getShort(2 * (from + i)));
      }
      String family = header.path("families").path(bytes.get(families + d) & 0xff).asText();
      examples.add(new Example(ids, Arrays.copyOfRange(weights, from, to), family));
    }
    return examples;
  }

  private static float[] weights(ByteBuffer runs, int tokens) {
    runs.order(ByteOrder.LITTLE_ENDIAN);
    float[] weights = new float[tokens];
    int at = 0;
    while (runs.hasRemaining()) {
      int to = Math.min(tokens, at + Math.max(0, runs.getInt()));
      Arrays.fill(weights, at, to, runs.getFloat());
      at = to;
    }
    return weights;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
