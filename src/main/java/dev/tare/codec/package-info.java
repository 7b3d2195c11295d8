/**
 * What decides the race: inflating, zstd, SHA-256 and the hash of contents, each behind one small interface. On the JVM they are the platform's own (and
 * zstd-jni); the executable has ISA-L, OpenSSL's libcrypto and libzstd in it where their static archives are there when it is built, called
 * through GraalVM's C interface. Both give the same bytes; which are in use, {@code tare version --verbose} tells. Beside them xz and bzip2, which
 * few layers are in.
 *
 * <p>Uses nothing of tare; hash4j, zstd-jni, xz, and the bzip2 of commons-compress.
 */
@NullMarked
package dev.tare.codec;

import org.jspecify.annotations.NullMarked;
