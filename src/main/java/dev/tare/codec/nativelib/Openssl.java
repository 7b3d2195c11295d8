package dev.tare.codec.nativelib;

import java.util.List;
import org.graalvm.nativeimage.c.CContext;
import org.graalvm.nativeimage.c.function.CFunction;
import org.graalvm.nativeimage.c.function.CFunction.Transition;
import org.graalvm.nativeimage.c.struct.CField;
import org.graalvm.nativeimage.c.struct.CFieldAddress;
import org.graalvm.nativeimage.c.struct.CStruct;
import org.graalvm.nativeimage.c.type.CCharPointer;
import org.graalvm.nativeimage.c.type.CIntPointer;
import org.graalvm.word.Pointer;
import org.graalvm.word.PointerBase;
import org.graalvm.word.UnsignedWord;

/** The functions of OpenSSL's libcrypto that are called ({@code sha.h}). */
@CContext(Openssl.Directives.class)
final class Openssl {

    private Openssl() {}

    static final class Directives implements CContext.Directives {
        @Override
        public boolean isInConfiguration() {
            return StaticLibrary.CRYPTO.isLinked();
        }

        @Override
        public List<String> getHeaderFiles() {
            return StaticLibrary.CRYPTO.headers();
        }

        @Override
        public List<String> getLibraries() {
            return StaticLibrary.CRYPTO.libraries();
        }

        @Override
        public List<String> getLibraryPaths() {
            return StaticLibrary.CRYPTO.folders();
        }
    }

    @CStruct("SHA256_CTX")
    interface Sha256 extends PointerBase {
        @CFieldAddress("h")
        CIntPointer h();

        /** Bits that were digested, the lower half. */
        @CField("Nl")
        int low();

        @CField("Nl")
        void low(int bits);

        @CField("Nh")
        int high();

        @CField("Nh")
        void high(int bits);

        /** Bytes that wait for the rest of their block. */
        @CField("num")
        int num();
    }

    @CFunction(value = "SHA256_Init", transition = Transition.NO_TRANSITION)
    static native int init(Sha256 context);

    @CFunction(value = "SHA256_Update", transition = Transition.NO_TRANSITION)
    static native int update(Sha256 context, CCharPointer bytes, UnsignedWord length);

    @CFunction(value = "SHA256_Final", transition = Transition.NO_TRANSITION)
    static native int finish(CCharPointer digest, Sha256 context);

    /** Not in a header: libcrypto has it for itself, to encrypt several records at once ({@code crypto/sha/asm/sha256-mb-x86_64.pl}). */
    @CFunction(value = "sha256_multi_block", transition = Transition.NO_TRANSITION)
    static native void multiBlock(Pointer state, Pointer inputs, int lanesByFour);
}
