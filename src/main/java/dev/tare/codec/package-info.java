/**
 * Decoders and digests, which take most of the time of a scan: inflating, zstd, SHA-256 and the hash of contents, each behind one small interface. On
 * the JVM they are those of the JDK and zstd-jni. The executable has ISA-L, OpenSSL's libcrypto and libzstd in it if their static archives are there
 * when it is built, and calls them through GraalVM's C interface. Both give the same bytes; {@code tare version --verbose} tells which are in use. Few
 * layers are in xz and bzip2, for which there are libraries in Java.
 *
 * <p>May use {@code codec.nativelib}; hash4j, zstd-jni, xz, and the bzip2 of commons-compress.
 */
@NullMarked
package dev.tare.codec;

import org.jspecify.annotations.NullMarked;
