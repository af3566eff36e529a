// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry.verify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Set;

/// `manifest.sig`: Ed25519 over the bytes of `manifest.json`, which holds the digests of all other
/// files. 64 bytes, raw or in base64.
public final class Signatures {
  private static final String FILE = "manifest.sig";
  private static final String MANIFEST = "manifest.json";
  private static final String PREFIX = "ed25519:";
  private static final int SIGNATURE_BYTES = 64;
  private static final int MAX_FILE = 256;

  /// What stands before the 32 bytes of an Ed25519 key in X.509's form (RFC 8410, section 4).
  private static final byte[] X509_HEAD = {
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00
  };

  private Signatures() {}

  /// Whether the bundle in `folder` is signed by one of `signers` (`ed25519:<base64>`). A missing,
  /// malformed or foreign signature is none.
  public static boolean signed(Path folder, Set<String> signers) {
    Path file = folder.resolve(FILE);
    if (signers.isEmpty() || !Files.isRegularFile(file)) {
      return false;
    }
    try {
      byte[] signature = signature(file);
      byte[] manifest = Files.readAllBytes(folder.resolve(MANIFEST));
      for (String signer : signers) {
        if (verifies(key(signer), manifest, signature)) {
          return true;
        }
      }
      return false;
    } catch (IOException | IllegalArgumentException e) {
      // Unreadable, or no base64: as good as no signature.
      return false;
    }
  }

  private static byte[] signature(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_FILE);
      return bytes.length == SIGNATURE_BYTES
          ? bytes
          : Base64.getDecoder().decode(new String(bytes, StandardCharsets.US_ASCII).strip());
    }
  }

  private static PublicKey key(String signer) {
    byte[] raw = Base64.getDecoder().decode(signer.substring(PREFIX.length()));
    byte[] x509 = java.util.Arrays.copyOf(X509_HEAD, X509_HEAD.length + raw.length);
    System.arraycopy(raw, 0, x509, X509_HEAD.length, raw.length);
    try {
      return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(x509));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static boolean verifies(PublicKey key, byte[] text, byte[] signature) {
    try {
      Signature check = Signature.getInstance("Ed25519");
      check.initVerify(key);
      check.update(text);
      return check.verify(signature);
    } catch (GeneralSecurityException e) {
      // Wrong length and the like: not a signature of this key.
      return false;
    }
  }
}
