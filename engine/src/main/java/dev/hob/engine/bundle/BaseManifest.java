// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// `manifest.json` of a base bundle (formats.md, 1), the part that others need.
///
/// @param lineage `sha256:…` of the unquantized weights ([Digests#lineage])
/// @param digest `sha256:…` of the files ([Digests#bundle])
/// @param recovery relative folder of the recovery adapter, empty if none
/// @param chatTemplate the template of an instruct model as its own files carry it (Jinja); its
///   base has the prompt form `chat`
/// @param origin what an imported base was made from
public record BaseManifest(
    String name,
    String version,
    String license,
    String lineage,
    String digest,
    String architecture,
    List<String> promptForms,
    List<String> languages,
    int contextLength,
    double bitsPerWeight,
    long parameters,
    String recovery,
    Optional<String> chatTemplate,
    Optional<Origin> origin) {
  static final String FILE = "manifest.json";
  private static final long LIMIT = 1 << 20;
  private static final int VERSION = 1;

  /// Bytes of a chat template, at most.
  public static final int TEMPLATE_LIMIT = 256 << 10;

  public BaseManifest {
    promptForms = List.copyOf(promptForms);
    languages = List.copyOf(languages);
  }

  /// A base that was trained here: without template and origin.
  public BaseManifest(
      String name,
      String version,
      String license,
      String lineage,
      String digest,
      String architecture,
      List<String> promptForms,
      List<String> languages,
      int contextLength,
      double bitsPerWeight,
      long parameters,
      String recovery) {
    this(
        name,
        version,
        license,
        lineage,
        digest,
        architecture,
        promptForms,
        languages,
        contextLength,
        bitsPerWeight,
        parameters,
        recovery,
        Optional.empty(),
        Optional.empty());
  }

  /// The files of someone else's that an import read.
  ///
  /// @param name what the model calls itself
  /// @param files in the order in which they were read
  public record Origin(String name, List<File> files) {
    public Origin {
      files = List.copyOf(files);
    }

    private void json(ObjectNode node) {
      node.put("name", name);
      ArrayNode list = node.putArray("files");
      for (File file : files) {
        list.addObject()
            .put("name", file.name())
            .put("bytes", file.bytes())
            .put("sha256", file.sha256());
      }
    }

    /// @param name without folders
    /// @param sha256 64 hex digits
    public record File(String name, long bytes, String sha256) {}
  }

  /// Reads `folder/manifest.json` without looking at the files that it lists.
  ///
  /// @throws CorruptBundleException a field is missing or malformed
  /// @throws IncompatibleBundleException another format version or kind
  public static BaseManifest read(Path folder) {
    JsonNode node = Json.read(folder, FILE, LIMIT);
    int hob = Json.integer(FILE, node, "hob", 0, Integer.MAX_VALUE);
    if (hob != VERSION) {
      throw new IncompatibleBundleException(FILE, "hob", VERSION + "", hob + "");
    }
    String kind = Json.text(FILE, node, "kind");
    if (!kind.equals("base")) {
      throw new IncompatibleBundleException(FILE, "kind", "base", kind);
    }
    return new BaseManifest(
        Json.text(FILE, node, "name"),
        Json.text(FILE, node, "version"),
        Json.text(FILE, node, "license"),
        digest(node, "lineage"),
        digest(node, "digest"),
        Json.text(FILE, node, "architecture"),
        texts(node, "promptForms"),
        texts(node, "languages"),
        Json.integer(FILE, node, "contextLength", 1, 1 << 24),
        Json.number(FILE, node, "bitsPerWeight", 0, 64),
        (long) Json.number(FILE, node, "parameters", 0, 1e15),
        recovery(node),
        template(node),
        origin(node));
  }

  private static Optional<String> template(JsonNode node) {
    JsonNode value = node.path("chatTemplate");
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual() || value.textValue().length() > TEMPLATE_LIMIT) {
      throw Json.wrong(FILE, "chatTemplate", value, "a text of at most " + TEMPLATE_LIMIT);
    }
    return Optional.of(value.textValue());
  }

  private static Optional<Origin> origin(JsonNode node) {
    JsonNode value = node.path("origin");
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    List<Origin.File> files = new ArrayList<>();
    for (JsonNode file : value.path("files")) {
      long bytes = (long) Json.number(FILE, file, "bytes", 0, 1e15);
      String sha256 = Json.text(FILE, file, "sha256");
      if (!Digests.wellFormed("sha256:" + sha256)) {
        throw Json.wrong(FILE, "origin.files.sha256", file.path("sha256"), "64 hex digits");
      }
      files.add(new Origin.File(Json.text(FILE, file, "name"), bytes, sha256));
    }
    return Optional.of(new Origin(Json.text(FILE, value, "name"), files));
  }

  private static String digest(JsonNode node, String field) {
    String text = Json.text(FILE, node, field);
    if (!Digests.wellFormed(text)) {
      throw Json.wrong(FILE, field, node.path(field), "sha256: and 64 hex digits");
    }
    return text;
  }

  private static List<String> texts(JsonNode node, String field) {
    JsonNode list = node.path(field);
    List<String> texts = new ArrayList<>();
    for (JsonNode entry : list) {
      if (!entry.isTextual()) {
        throw Json.wrong(FILE, field, list, "a list of texts");
      }
      texts.add(entry.textValue());
    }
    if (!list.isArray()) {
      throw Json.wrong(FILE, field, list, "a list of texts");
    }
    return texts;
  }

  private static String recovery(JsonNode node) {
    JsonNode value = node.path("recovery");
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    String text = Json.text(FILE, node, "recovery");
    if (!text.matches("([A-Za-z0-9_-]+/?)?")) {
      throw Json.wrong(FILE, "recovery", value, "the name of a folder in the bundle");
    }
    return text;
  }

  /// Writes `folder/manifest.json` over the files that lie in the folder now, with their digests;
  /// the `digest` of this draft is ignored. Call again after any file has changed.
  ///
  /// @param lineageType type of the tensors that the lineage was taken from
  /// @return this manifest with the digest it got
  public BaseManifest seal(Path folder, TensorType lineageType) throws IOException {
    return seal(folder, lineageType.name());
  }

  /// As above, for tensors of several types or of types that a bundle does not hold.
  ///
  /// @param lineageType in words, e.g. `Q4_K, Q6_K`
  public BaseManifest seal(Path folder, String lineageType) throws IOException {
    SortedMap<String, Digests.FileDigest> files = Digests.files(folder);
    BaseManifest sealed =
        new BaseManifest(
            name,
            version,
            license,
            lineage,
            Digests.bundle(files),
            architecture,
            promptForms,
            languages,
            contextLength,
            bitsPerWeight,
            parameters,
            recovery,
            chatTemplate,
            origin);
    ObjectNode node = sealed.json(lineageType);
    ListedFiles.list(node, files);
    Files.writeString(folder.resolve(FILE), node.toPrettyString() + "\n", StandardCharsets.UTF_8);
    return sealed;
  }

  private ObjectNode json(String lineageType) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("hob", VERSION).put("kind", "base").put("name", name).put("version", version);
    node.put("license", license).put("lineage", lineage).put("lineageDtype", lineageType);
    node.put("digest", digest).put("architecture", architecture);
    promptForms.forEach(node.putArray("promptForms")::add);
    node.put("chatTemplate", chatTemplate.orElse(null));
    origin.ifPresent(it -> it.json(node.putObject("origin")));
    languages.forEach(node.putArray("languages")::add);
    node.put("contextLength", contextLength).put("bitsPerWeight", bitsPerWeight);
    node.put("parameters", parameters);
    if (!recovery.isEmpty()) {
      node.put("recovery", recovery);
    }
    return node;
  }

  /// Compares the files of the bundle with the digest that this manifest states.
  ///
  /// @throws CorruptBundleException they differ; the first differing file is named
  public void verifyFiles(Path folder) {
    ListedFiles.verify(folder, FILE, Json.read(folder, FILE, LIMIT).path("files"), digest);
  }

  /// As above, unless `verified` knows the files as they are.
  public void verifyFiles(Path folder, Verified verified) {
    Verified.Look look = verified.look(folder);
    if (!look.digest(Verified.Claim.BUNDLE).equals(Optional.of(digest))) {
      verifyFiles(folder);
      look.keep(Verified.Claim.BUNDLE, digest);
    }
  }
}
