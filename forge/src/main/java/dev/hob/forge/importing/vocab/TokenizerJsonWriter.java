// SPDX-License-Identifier: Apache-2.0
package dev.hob.forge.importing.vocab;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/// Writes `tokenizer.json` as Hugging Face's library reads it, as a stream: vocabularies have up to
/// 262 k tokens. Equal vocabularies give equal bytes.
final class TokenizerJsonWriter {
  private static final JsonMapper MAPPER = new JsonMapper();

  private final TokenList tokens;
  private final List<String[]> merges;

  /// Control tokens swallow the white space after them (Phi-3).
  private final boolean stripAfterControl;

  TokenizerJsonWriter(TokenList tokens, List<String[]> merges, boolean stripAfterControl) {
    this.tokens = tokens;
    this.merges = merges;
    this.stripAfterControl = stripAfterControl;
  }

  private interface Part {
    void write(JsonGenerator out) throws IOException;
  }

  /// @param composes characters are composed first (NFC)
  byte[] byteLevel(PreTokenizer pre, boolean composes) {
    return write(
        out -> {
          if (composes) {
            out.writeFieldName("normalizer");
            plain(out, "NFC");
          } else {
            out.writeNullField("normalizer");
          }
          out.writeObjectFieldStart("pre_tokenizer");
          out.writeStringField("type", "Sequence");
          out.writeArrayFieldStart("pretokenizers");
          for (String expression : pre.splits()) {
            out.writeStartObject();
            out.writeStringField("type", "Split");
            out.writeObjectFieldStart("pattern");
            out.writeStringField("Regex", expression);
            out.writeEndObject();
            out.writeStringField("behavior", "Isolated");
            out.writeBooleanField("invert", false);
            out.writeEndObject();
          }
          out.writeStartObject();
          byteLevel(out);
          out.writeEndObject();
          out.writeEndArray();
          out.writeEndObject();
          out.writeObjectFieldStart("decoder");
          byteLevel(out);
          out.writeEndObject();
        },
        false,
        pre.wholeFirst());
  }

  private static void byteLevel(JsonGenerator out) throws IOException {
    out.writeStringField("type", "ByteLevel");
    out.writeBooleanField("add_prefix_space", false);
    out.writeBooleanField("trim_offsets", false);
    out.writeBooleanField("use_regex", false);
  }

  /// @param spacePrefix a space is put before every stretch of text
  byte[] sentencePiece(boolean spacePrefix) {
    return write(
        out -> {
          out.writeObjectFieldStart("normalizer");
          out.writeStringField("type", "Sequence");
          out.writeArrayFieldStart("normalizers");
          if (spacePrefix) {
            out.writeStartObject();
            out.writeStringField("type", "Prepend");
            out.writeStringField("prepend", "▁");
            out.writeEndObject();
          }
          replace(out, " ", "▁");
          out.writeEndArray();
          out.writeEndObject();
          out.writeNullField("pre_tokenizer");
          out.writeObjectFieldStart("decoder");
          out.writeStringField("type", "Sequence");
          out.writeArrayFieldStart("decoders");
          replace(out, "▁", " ");
          plain(out, "ByteFallback");
          plain(out, "Fuse");
          if (spacePrefix) {
            out.writeStartObject();
            out.writeStringField("type", "Strip");
            out.writeStringField("content", " ");
            out.writeNumberField("start", 1);
            out.writeNumberField("stop", 0);
            out.writeEndObject();
          }
          out.writeEndArray();
          out.writeEndObject();
        },
        true,
        false);
  }

  private static void replace(JsonGenerator out, String from, String to) throws IOException {
    out.writeStartObject();
    out.writeStringField("type", "Replace");
    out.writeObjectFieldStart("pattern");
    out.writeStringField("String", from);
    out.writeEndObject();
    out.writeStringField("content", to);
    out.writeEndObject();
  }

  private static void plain(JsonGenerator out, String type) throws IOException {
    out.writeStartObject();
    out.writeStringField("type", type);
    out.writeEndObject();
  }

  private byte[] write(Part steps, boolean byteFallback, boolean wholeFirst) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = MAPPER.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeStringField("version", "1.0");
      out.writeNullField("truncation");
      out.writeNullField("padding");
      added(out);
      steps.write(out);
      out.writeNullField("post_processor");
      model(out, byteFallback, wholeFirst);
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private void added(JsonGenerator out) throws IOException {
    out.writeArrayFieldStart("added_tokens");
    for (int id = 0; id < tokens.size(); id++) {
      TokenKind kind = tokens.kind(id);
      boolean control = kind == TokenKind.CONTROL || kind == TokenKind.UNKNOWN;
      if (!control && kind != TokenKind.USER_DEFINED) {
        continue;
      }
      String text = tokens.text(id);
      boolean plainText = text.equals("<s>") || text.equals("<|endoftext|>");
      out.writeStartObject();
      out.writeNumberField("id", id);
      out.writeStringField("content", text);
      out.writeBooleanField("single_word", false);
      out.writeBooleanField("lstrip", false);
      out.writeBooleanField("rstrip", stripAfterControl && kind == TokenKind.CONTROL && !plainText);
      out.writeBooleanField("normalized", false);
      out.writeBooleanField("special", control);
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private void model(JsonGenerator out, boolean byteFallback, boolean wholeFirst)
      throws IOException {
    out.writeObjectFieldStart("model");
    out.writeStringField("type", "BPE");
    for (String absent :
        List.of("dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix")) {
      out.writeNullField(absent);
    }
    out.writeBooleanField("fuse_unk", byteFallback);
    out.writeBooleanField("byte_fallback", byteFallback);
    out.writeBooleanField("ignore_merges", wholeFirst);
    out.writeObjectFieldStart("vocab");
    for (int id = 0; id < tokens.size(); id++) {
      if (tokens.kind(id) != TokenKind.UNUSED) {
        out.writeNumberField(tokens.text(id), id);
      }
    }
    out.writeEndObject();
    out.writeArrayFieldStart("merges");
    for (String[] pair : merges) {
      out.writeStartArray();
      out.writeString(pair[0]);
      out.writeString(pair[1]);
      out.writeEndArray();
    }
    out.writeEndArray();
    out.writeEndObject();
  }
}
