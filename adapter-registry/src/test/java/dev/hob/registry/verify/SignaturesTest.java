// SPDX-License-Identifier: Apache-2.0
package dev.hob.registry.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.engine.bundle.AdapterManifest.Recovery;
import dev.hob.engine.bundle.BaseManifest;
import dev.hob.engine.memory.Ledger;
import dev.hob.engine.testing.TinyBase;
import dev.hob.policy.AdapterTrust;
import dev.hob.registry.GoldenCheck;
import dev.hob.registry.InstallOptions;
import dev.hob.registry.LocalRegistry;
import dev.hob.registry.UntrustedBundleException;
import dev.hob.registry.testing.TinyRoots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignaturesTest {
  @TempDir private Path root;

  @Test
  void aSignatureOfAKnownSignerLetsABundleIn() throws IOException, GeneralSecurityException {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Path source = bundle();
    AdapterTrust policy = new AdapterTrust(true, Set.of(signer(pair)), false);
    try (LocalRegistry registry = open(policy)) {
      assertThrows(
          UntrustedBundleException.class, () -> registry.install(source, InstallOptions.bundle()));
      sign(source, pair);
      registry.install(source, InstallOptions.bundle());
      assertEquals(
          "signed",
          registry.adapters().stream()
              .filter(it -> it.name().equals("tone"))
              .findFirst()
              .orElseThrow()
              .trust());
    }
    // The signer is not known any more: the installed copy is not used either.
    try (LocalRegistry registry = open(new AdapterTrust(true, Set.of(), false))) {
      assertTrue(registry.lease("tone").isEmpty());
    }
  }

  @Test
  void aForeignOrBentSignatureIsNone() throws IOException, GeneralSecurityException {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    KeyPair stranger = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Path source = bundle();
    Set<String> signers = Set.of(signer(pair));
    sign(source, stranger);
    assertFalse(Signatures.signed(source, signers));
    sign(source, pair);
    assertTrue(Signatures.signed(source, signers));
    byte[] signature = Files.readAllBytes(source.resolve("manifest.sig"));
    signature[5] ^= 1;
    Files.write(source.resolve("manifest.sig"), signature);
    assertFalse(Signatures.signed(source, signers));
    Files.writeString(source.resolve("manifest.sig"), "not base64 at all!");
    assertFalse(Signatures.signed(source, signers));
    sign(source, pair);
    Files.writeString(
        source.resolve("manifest.json"),
        Files.readString(source.resolve("manifest.json")).replace("Apache", "Cherokee"));
    assertFalse(Signatures.signed(source, signers));
  }

  @Test
  void theWordLocalInABundleIsNoSignature() throws IOException {
    Path source = bundle();
    Trust.markLocal(source);
    try (LocalRegistry registry = open(new AdapterTrust(true, Set.of(), true))) {
      assertThrows(
          UntrustedBundleException.class, () -> registry.install(source, InstallOptions.bundle()));
    }
  }

  @Test
  void bareFoldersNeedTheirOwnPermission() throws IOException {
    Path source = root.resolve("bare");
    TinyBase.seeded(7).writeAdapter(source, 4, 4);
    TinyRoots.filled(root);
    try (LocalRegistry registry =
        LocalRegistry.open(
            TinyRoots.in(root).options(new AdapterTrust(false, Set.of(), false)),
            new Ledger(),
            GoldenCheck.UNCHECKED)) {
      assertTrue(
          assertThrows(
                  UntrustedBundleException.class,
                  () -> registry.install(source, InstallOptions.bare("tone")))
              .reason()
              .contains("adapters.allowLocal"));
    }
  }

  private LocalRegistry open(AdapterTrust policy) {
    return LocalRegistry.open(
        TinyRoots.in(root).options(policy), new Ledger(), GoldenCheck.UNCHECKED);
  }

  private Path bundle() throws IOException {
    TinyRoots roots = TinyRoots.filled(root);
    BaseManifest base = BaseManifest.read(root.resolve("embedded/bases/tiny/1.0.0"));
    Path source = roots.source("tone");
    TinyRoots.adapter(source, TinyRoots.manifest("tone", "1.0.0", base, Recovery.NONE), 3);
    return source;
  }

  private static void sign(Path bundle, KeyPair pair) throws IOException, GeneralSecurityException {
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(pair.getPrivate());
    signature.update(Files.readAllBytes(bundle.resolve("manifest.json")));
    Files.write(bundle.resolve("manifest.sig"), signature.sign());
  }

  private static String signer(KeyPair pair) {
    byte[] x509 = pair.getPublic().getEncoded();
    byte[] raw = Arrays.copyOfRange(x509, x509.length - 32, x509.length);
    return "ed25519:" + Base64.getEncoder().encodeToString(raw);
  }
}
