// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedMap;

/// The `files` of a manifest: what lies in a bundle, and whether it does.
final class ListedFiles {
  private ListedFiles() {}

  /// Writes the list into `manifest`.
  static void list(ObjectNode manifest, SortedMap<String, Digests.FileDigest> files) {
    ObjectNode list = manifest.putObject("files");
    files.forEach((path, file) ->
        list.putObject(path).put("bytes", file.bytes()).put("sha256", file.sha256()));
  }

  /// Compares the files in `folder` with the list and the digest that its manifest states.
  ///
  /// @throws CorruptBundleException they differ; the first differing file is named
  static void verify(Path folder, String manifest, JsonNode listed, String digest) {
    SortedMap<String, Digests.FileDigest> files;
    try {
      files = Digests.files(folder);
    } catch (IOException e) {
      throw new CorruptBundleException(
          manifest, -1, "a listed file cannot be read: " + e.getMessage());
    }
    for (var entry : listed.properties()) {
      Digests.FileDigest found = files.get(entry.getKey());
      if (found == null) {
        throw new CorruptBundleException(entry.getKey(), -1, "missing, the manifest lists it");
      }
      long bytes = entry.getValue().path("bytes").asLong(-1);
      if (bytes != found.bytes()) {
        throw new CorruptBundleException(
            entry.getKey(), found.bytes(), "the manifest says " + bytes + " bytes");
      }
      String sha256 = entry.getValue().path("sha256").asText();
      if (!sha256.equals(found.sha256())) {
        throw new CorruptBundleException(
            entry.getKey(), -1, "SHA-256 is " + found.sha256() + ", the manifest says " + sha256);
      }
    }
    for (String path : files.keySet()) {
      if (!listed.has(path)) {
        throw new CorruptBundleException(path, -1, "not listed in the manifest");
      }
    }
    String actual = Digests.bundle(files);
    if (!actual.equals(digest)) {
      throw new CorruptBundleException(
          manifest, -1, "digest is " + digest + ", the files give " + actual);
    }
  }
}
