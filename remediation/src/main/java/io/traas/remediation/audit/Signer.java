package io.traas.remediation.audit;

import io.traas.model.AuditCheckpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Signs checkpoints with an Ed25519 key, as {@code openssl genpkey -algorithm ed25519} makes it. Whoever can write every
 * topic but does not have the key cannot publish checkpoints of a ledger of their own.
 */
public final class Signer {

    private static final String ALGORITHM = "Ed25519";

    /** Null when there is no key. */
    private final PrivateKey key;

    private Signer(PrivateKey key) {
        this.key = key;
    }

    /** Leaves them unsigned. */
    public static Signer none() {
        return new Signer(null);
    }

    /**
     * @param pem file with a private key in PKCS#8
     * @throws IllegalArgumentException when it cannot be used, naming the file and what is wrong
     */
    public static Signer of(Optional<Path> pem) {
        if (pem.isEmpty()) {
            return none();
        }
        try {
            return new Signer(KeyFactory.getInstance(ALGORITHM)
                    .generatePrivate(new PKCS8EncodedKeySpec(decoded(pem.get(), "PRIVATE KEY"))));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "file " + pem.get() + " holds no " + ALGORITHM + " private key; make one with `openssl genpkey "
                            + "-algorithm ed25519`",
                    e);
        }
    }

    /**
     * @param pem file with the public key, as {@code openssl pkey -pubout} writes it
     * @return tells whether a checkpoint was signed with the other half
     * @throws IllegalArgumentException when it cannot be used, naming the file and what is wrong
     */
    public static Predicate<AuditCheckpoint> verifier(Path pem) {
        try {
            PublicKey key = KeyFactory.getInstance(ALGORITHM)
                    .generatePublic(new X509EncodedKeySpec(decoded(pem, "PUBLIC KEY")));
            return checkpoint -> isSigned(checkpoint, key);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("file " + pem + " holds no " + ALGORITHM + " public key", e);
        }
    }

    AuditCheckpoint sign(AuditCheckpoint checkpoint) {
        if (key == null) {
            return checkpoint;
        }
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(checkpoint.signedText().getBytes(StandardCharsets.UTF_8));
            return new AuditCheckpoint(
                    checkpoint.sequence(),
                    checkpoint.hash(),
                    checkpoint.epoch(),
                    checkpoint.at(),
                    Base64.getEncoder().encodeToString(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the audit key cannot sign", e);
        }
    }

    private static boolean isSigned(AuditCheckpoint checkpoint, PublicKey key) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(key);
            signature.update(checkpoint.signedText().getBytes(StandardCharsets.UTF_8));
            return signature.verify(Base64.getDecoder().decode(checkpoint.signature()));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    private static byte[] decoded(Path pem, String what) {
        try {
            String text = Files.readString(pem, StandardCharsets.US_ASCII);
            String begin = "-----BEGIN " + what + "-----";
            int from = text.indexOf(begin);
            int to = text.indexOf("-----END " + what + "-----");
            if (from < 0 || to < from) {
                throw new IllegalArgumentException("file " + pem + " holds no '" + begin + "'");
            }
            return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
        } catch (IOException e) {
            throw new IllegalArgumentException("file " + pem + " cannot be read: " + e, e);
        }
    }
}
