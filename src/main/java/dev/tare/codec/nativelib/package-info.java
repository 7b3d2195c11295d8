/**
 * The C libraries that are in the executable: what of ISA-L, OpenSSL's libcrypto and libzstd is called, through GraalVM's C interface, and whether
 * they are there. On the JVM nothing of this is called.
 *
 * <p>Uses nothing of tare.
 */
@NullMarked
package dev.tare.codec.nativelib;

import org.jspecify.annotations.NullMarked;
