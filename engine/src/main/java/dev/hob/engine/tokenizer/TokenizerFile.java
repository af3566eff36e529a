// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.tokenizer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hob.engine.bundle.CorruptBundleException;
import dev.hob.engine.bundle.IncompatibleBundleException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a `tokenizer.json`, checks it, and writes the variant that the library gets: without
/// control tokens, truncation, padding, templates and the space in front of text. Two passes over
/// the bytes: the outline as a tree (small), then vocabulary and merges as a stream, so that a
/// vocabulary of 262 k tokens never stands as a tree in memory.
final class TokenizerFile {
  /// Without the tables of field names that Jackson keeps by default: here every token is one.
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .build();

  private final String file;
  private final byte[] json;
  private final ObjectNode outline = MAPPER.createObjectNode();
  private final Vocabulary vocabulary;
  private final MarkupTokens markup = new MarkupTokens();

  /// Spellings of the control tokens: what the library must not know.
  private final Set<String> hidden = new HashSet<>();

  /// Ordinary added tokens that the vocabulary still lacks.
  private final Map<String, Integer> added = new LinkedHashMap<>();

  private TokenizerFile(String file, byte[] json, int size) {
    this.file = file;
    this.json = json;
    vocabulary = new Vocabulary(file, size);
  }

  /// A checked file.
  ///
  /// @param variant what the library gets
  record Parsed(
      Vocabulary vocabulary,
      MarkupTokens markup,
      Spelling spelling,
      PrefixSpace prefix,
      String variant) {

    /// Byte fallback must know every byte, or the library would drop characters in silence.
    void requireAllBytes(String file) {
      int missing = vocabulary.singleBytes().nextClearBit(0);
      if (spelling == Spelling.BYTE_FALLBACK && missing < 256) {
        throw new CorruptBundleException(file, -1, "byte " + missing + " has no token");
      }
    }
  }

  /// @param size of the model's vocabulary; no id may be beyond
  static Parsed parse(String file, byte[] json, int size) {
    try {
      return new TokenizerFile(file, json, size).parse();
    } catch (JsonProcessingException e) {
      long at = e.getLocation() == null ? 0 : e.getLocation().getByteOffset();
      throw new CorruptBundleException(file, at, "not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new CorruptBundleException(file, 0, "not JSON: " + e.getMessage());
    }
  }

  private Parsed parse() throws IOException {
    readOutline();
    Spelling spelling = spelling();
    PrefixSpace prefix = PrefixSpace.takeFrom(outline);
    readAdded(spelling);
    return new Parsed(vocabulary, markup, spelling, prefix, variant(spelling));
  }

  private void readOutline() throws IOException {
    try (JsonParser in = MAPPER.createParser(json)) {
      require(in.nextToken() == JsonToken.START_OBJECT, "no JSON object");
      for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
        require(!outline.has(name), "a field is there twice");
        if (in.nextToken() == JsonToken.START_OBJECT && name.equals("model")) {
          readModel(in, outline.putObject(name));
        } else {
          outline.set(name, in.readValueAsTree());
        }
      }
      require(in.nextToken() == null, "something follows the JSON object");
    }
  }

  private static void readModel(JsonParser in, ObjectNode model) throws IOException {
    for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      in.nextToken();
      if (name.equals("vocab") || name.equals("merges")) {
        in.skipChildren();
      } else {
        model.set(name, in.readValueAsTree());
      }
    }
  }

  private Spelling spelling() {
    JsonNode model = outline.path("model");
    if (!model.path("type").asText().equals("BPE")) {
      String type = model.path("type").asText("missing");
      throw new IncompatibleBundleException(file, "model.type", "BPE", clip(type));
    }
    for (String affix : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
      if (!model.path(affix).asText("").isEmpty() && !model.path(affix).isNull()) {
        throw new IncompatibleBundleException(
            file, "model." + affix, "none", clip(model.path(affix).asText()));
      }
    }
    if (names(outline.path("pre_tokenizer"), "pretokenizers", "ByteLevel")
        || names(outline.path("decoder"), "decoders", "ByteLevel")) {
      return Spelling.BYTE_LEVEL;
    }
    if (model.path("byte_fallback").asBoolean(false)) {
      return Spelling.BYTE_FALLBACK;
    }
    throw new IncompatibleBundleException(
        file, "model", "BPE over bytes or with byte fallback", "BPE with neither");
  }

  private static boolean names(JsonNode step, String inner, String type) {
    for (JsonNode part : step.path(inner)) {
      if (names(part, inner, type)) {
        return true;
      }
    }
    return step.path("type").asText().equals(type);
  }

  /// Moves the control tokens out of the outline.
  private void readAdded(Spelling spelling) {
    ArrayNode kept = MAPPER.createArrayNode();
    for (JsonNode token : outline.path("added_tokens")) {
      String content = token.path("content").asText("");
      int id = id(token.path("id"));
      require(
          !hidden.contains(content) && !added.containsKey(content), "added token " + id + " twice");
      if (content.isEmpty()) {
        throw new CorruptBundleException(file, -1, "added token " + id + " has no text");
      }
      markup.add(id, token);
      if (MarkupTokens.isControl(token)) {
        vocabulary.addControl(id, content);
        hidden.add(content);
      } else {
        vocabulary.addOrdinary(id, content, spelling.addedBytes(content));
        added.put(content, id);
        kept.add(token);
      }
    }
    outline.set("added_tokens", kept);
  }

  /// Pure ASCII, so that the text takes one byte a character in the heap and in the library.
  private String variant(Spelling spelling) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(json.length + json.length / 4);
    try (JsonGenerator out = MAPPER.createGenerator(bytes)) {
      out.setHighestNonEscapedChar(127);
      out.writeStartObject();
      for (String name : List.of("post_processor", "truncation", "padding")) {
        outline.putNull(name);
      }
      for (Map.Entry<String, JsonNode> field : outline.properties()) {
        if (!field.getKey().equals("model")) {
          out.writeFieldName(field.getKey());
          out.writeTree(field.getValue());
        }
      }
      out.writeObjectFieldStart("model");
      writeModel(out, spelling);
      out.writeEndObject();
      out.writeEndObject();
    }
    return bytes.toString(StandardCharsets.US_ASCII);
  }

  private void writeModel(JsonGenerator out, Spelling spelling) throws IOException {
    ObjectNode model = (ObjectNode) outline.path("model");
    model.putNull("unk_token");
    model.putNull("dropout");
    for (Map.Entry<String, JsonNode> field : model.properties()) {
      out.writeFieldName(field.getKey());
      out.writeTree(field.getValue());
    }
    Set<String> seen = new HashSet<>();
    try (JsonParser in = MAPPER.createParser(json)) {
      enterModel(in);
      for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
        JsonToken value = in.nextToken();
        switch (name) {
          case "vocab" -> {
            require(value == JsonToken.START_OBJECT, "model.vocab is no object");
            copyVocabulary(in, out, spelling);
          }
          case "merges" -> {
            require(value == JsonToken.START_ARRAY, "model.merges is no list");
            copyMerges(in, out);
          }
          default -> in.skipChildren();
        }
        require(seen.add(name), "a field of model is there twice");
      }
    }
    require(seen.contains("vocab") && seen.contains("merges"), "no model.vocab or model.merges");
  }

  private static void enterModel(JsonParser in) throws IOException {
    in.nextToken();
    while (!"model".equals(in.nextFieldName())) {
      in.nextToken();
      in.skipChildren();
    }
    in.nextToken();
  }

  private void copyVocabulary(JsonParser in, JsonGenerator out, Spelling spelling)
      throws IOException {
    out.writeObjectFieldStart("vocab");
    for (String token = in.nextFieldName(); token != null; token = in.nextFieldName()) {
      require(in.nextToken() == JsonToken.VALUE_NUMBER_INT, "a token's id is no whole number");
      int id = in.getIntValue();
      if (hidden.contains(token)) {
        require(vocabulary.special(token).orElse(-1) == id, "control token " + id + " has two ids");
        continue;
      }
      Integer known = added.remove(token);
      if (known == null) {
        vocabulary.addOrdinary(id, token, spelling.bytes(token));
      } else {
        require(known == id, "added token " + id + " has two ids");
      }
      out.writeNumberField(token, id);
    }
    // The library would number what is missing by itself.
    for (Map.Entry<String, Integer> token : added.entrySet()) {
      out.writeNumberField(token.getKey(), token.getValue());
    }
    out.writeEndObject();
  }

  /// The library itself refuses a merge of tokens that do not exist.
  private void copyMerges(JsonParser in, JsonGenerator out) throws IOException {
    out.writeArrayFieldStart("merges");
    while (in.nextToken() != JsonToken.END_ARRAY) {
      @Nullable String left;
      @Nullable String right;
      if (in.currentToken() == JsonToken.START_ARRAY) {
        left = in.nextTextValue();
        right = in.nextTextValue();
        require(right != null && in.nextToken() == JsonToken.END_ARRAY, "a merge is no pair");
      } else {
        require(in.currentToken() == JsonToken.VALUE_STRING, "a merge is no pair");
        String pair = in.getText();
        int space = pair.indexOf(' ', 1);
        require(space > 0, "a merge is no pair");
        left = pair.substring(0, space);
        right = pair.substring(space + 1);
      }
      require(left != null && right != null, "a merge is no pair");
      if (!hidden.contains(left) && !hidden.contains(right) && !hidden.contains(left + right)) {
        out.writeStartArray();
        out.writeString(left);
        out.writeString(right);
        out.writeEndArray();
      }
    }
    out.writeEndArray();
  }

  private int id(JsonNode value) {
    require(value.isIntegralNumber() && value.canConvertToInt(), "a token's id is no whole number");
    return value.intValue();
  }

  private void require(boolean sound, String bound) {
    if (!sound) {
      throw new CorruptBundleException(file, -1, bound);
    }
  }

  static String clip(@Nullable String text) {
    String known = String.valueOf(text);
    return known.length() <= 80 ? known : known.substring(0, 77) + "...";
  }
}
