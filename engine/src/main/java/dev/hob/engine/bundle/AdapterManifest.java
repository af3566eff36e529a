// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;

/// `manifest.json` of an adapter bundle (formats.md, 2).
///
/// @param name of the adapter; letters, digits, `.`, `_`, `-`, at most 64, so that it can name a
///   folder
/// @param version of the same form
/// @param role what it is for, e.g. `summarize`
/// @param promptForm `native` or `chat`
/// @param lineage of the base it belongs to
/// @param trainedOn digest of the palettization it was trained on, empty if on the original weights
/// @param rank the largest of its pairs
/// @param digest `sha256:…` of the files ([Digests#bundle])
/// @param golden empty if it brings no cases
public record AdapterManifest(
    String name,
    String version,
    String role,
    String promptForm,
    String lineage,
    String trainedOn,
    Recovery recovery,
    int rank,
    String license,
    String digest,
    Optional<Golden> golden) {
  public static final String FILE = "manifest.json";
  private static final long LIMIT = 1 << 20;
  private static final int VERSION = 1;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  /// How the adapter stands to the recovery adapter of a palettized base.
  public enum Recovery {
    /// It started from the recovery adapter and holds it.
    INCLUDED,
    /// It was trained on the original weights: both are applied.
    BESIDE,
    /// It runs alone.
    NONE
  }

  /// Cases that the adapter must pass on a base before it is used there.
  ///
  /// @param mustPass share of the cases, 0 to 1
  public record Golden(String file, double mustPass) {}

  /// Whether `text` may be the name or the version of a bundle.
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /// Reads `folder/manifest.json` without looking at the files that it lists.
  ///
  /// @throws CorruptBundleException a field is missing or malformed
  /// @throws IncompatibleBundleException another format version or kind
  public static AdapterManifest read(Path folder) {
    JsonNode node = Json.read(folder, FILE, LIMIT);
    int hob = Json.integer(FILE, node, "hob", 0, Integer.MAX_VALUE);
    if (hob != VERSION) {
      throw new IncompatibleBundleException(FILE, "hob", VERSION + "", hob + "");
    }
    String kind = Json.text(FILE, node, "kind");
    if (!kind.equals("adapter")) {
      throw new IncompatibleBundleException(FILE, "kind", "adapter", kind);
    }
    JsonNode base = node.path("base");
    return new AdapterManifest(
        name(node, "name"),
        name(node, "version"),
        name(node, "role"),
        Json.text(FILE, node, "promptForm"),
        digest(base, "lineage"),
        base.path("trainedOn").asText().isEmpty() ? "" : digest(base, "trainedOn"),
        recovery(base),
        Json.integer(FILE, node, "rank", 1, AdapterConfig.MAX_RANK),
        Json.text(FILE, node, "license"),
        digest(node, "digest"),
        golden(node.path("golden")));
  }

  /// Compares the files of the bundle with the list and the digest that its manifest states.
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

  /// Writes `folder/manifest.json` over the files that lie in the folder now; the `digest` of this
  /// draft is ignored. Call again after any file has changed.
  ///
  /// @return this manifest with the digest it got
  public AdapterManifest seal(Path folder) throws IOException {
    SortedMap<String, Digests.FileDigest> files = Digests.files(folder);
    AdapterManifest sealed =
        new AdapterManifest(
            name,
            version,
            role,
            promptForm,
            lineage,
            trainedOn,
            recovery,
            rank,
            license,
            Digests.bundle(files),
            golden);
    ObjectNode node = sealed.json();
    ListedFiles.list(node, files);
    Files.writeString(folder.resolve(FILE), node.toPrettyString() + "\n", StandardCharsets.UTF_8);
    return sealed;
  }

  private ObjectNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("hob", VERSION).put("kind", "adapter").put("name", name).put("version", version);
    node.put("role", role).put("promptForm", promptForm);
    ObjectNode base = node.putObject("base").put("lineage", lineage);
    if (!trainedOn.isEmpty()) {
      base.put("trainedOn", trainedOn);
    }
    base.put("recovery", recovery.name().toLowerCase(Locale.ROOT));
    node.put("rank", rank).put("license", license).put("digest", digest);
    golden.ifPresent(
        it -> node.putObject("golden").put("file", it.file()).put("mustPass", it.mustPass()));
    return node;
  }

  private static String name(JsonNode node, String field) {
    String text = Json.text(FILE, node, field);
    if (!isName(text)) {
      throw Json.wrong(
          FILE, field, node.path(field), "letters, digits, \".\", \"_\", \"-\", at most 64");
    }
    return text;
  }

  private static String digest(JsonNode node, String field) {
    String text = Json.text(FILE, node, field);
    if (!Digests.wellFormed(text)) {
      throw Json.wrong(FILE, field, node.path(field), "sha256: and 64 hex digits");
    }
    return text;
  }

  private static Recovery recovery(JsonNode base) {
    String text = Json.text(FILE, base, "recovery");
    return switch (text) {
      case "included" -> Recovery.INCLUDED;
      case "beside" -> Recovery.BESIDE;
      case "none" -> Recovery.NONE;
      default ->
          throw Json.wrong(
              FILE, "base.recovery", base.path("recovery"), "included, beside or none");
    };
  }

  private static Optional<Golden> golden(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return Optional.empty();
    }
    return Optional.of(new Golden(name(node, "file"), Json.number(FILE, node, "mustPass", 0, 1)));
  }
}
