// SPDX-License-Identifier: Apache-2.0
package dev.hob.cloud;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// Whom to trust. Thread-safe; made on first use, so that a missing file is an unreachable cloud
/// and not a daemon that does not start. One context for all calls lets TLS sessions be resumed.
final class Tls {
  private final Optional<Path> caFile;
  private @Nullable SSLContext context;

  /// @param caFile PEM certificates that replace the system's; host names are checked either way
  Tls(Optional<Path> caFile) {
    this.caFile = caFile;
  }

  /// @throws CloudFailure the certificates cannot be read
  synchronized SSLContext context() {
    SSLContext made = context;
    if (made == null) {
      made = make();
      context = made;
    }
    return made;
  }

  private SSLContext make() {
    try {
      SSLContext fresh = SSLContext.getInstance("TLS");
      if (caFile.isEmpty()) {
        fresh.init(null, null, null);
        return fresh;
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(anchors(caFile.get()));
      fresh.init(null, trust.getTrustManagers(), null);
      return fresh;
    } catch (GeneralSecurityException | IOException e) {
      throw CloudFailure.of(
          CloudFailure.Kind.REFUSED,
          "certificate file " + caFile.map(Path::toString).orElse("") + " cannot be used");
    }
  }

  private static KeyStore anchors(Path file) throws GeneralSecurityException, IOException {
    KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
    anchors.load(null, null);
    try (InputStream pem = Files.newInputStream(file)) {
      int count = 0;
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        anchors.setCertificateEntry("ca" + count++, each);
      }
      if (count == 0) {
        throw new IOException("no certificate in " + file);
      }
    }
    return anchors;
  }
}
