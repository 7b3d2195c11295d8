package dev.tare.codec.nativelib;

import java.util.List;
import org.graalvm.nativeimage.c.CContext;
import org.graalvm.nativeimage.c.constant.CConstant;
import org.graalvm.nativeimage.c.function.CFunction;
import org.graalvm.nativeimage.c.function.CFunction.Transition;
import org.graalvm.nativeimage.c.struct.CField;
import org.graalvm.nativeimage.c.struct.CStruct;
import org.graalvm.nativeimage.c.type.CCharPointer;
import org.graalvm.word.PointerBase;
import org.graalvm.word.UnsignedWord;

/** The functions of libzstd that are called ({@code zstd.h}). */
@CContext(Libzstd.Directives.class)
public final class Libzstd {

    private Libzstd() {}

    static final class Directives implements CContext.Directives {
        @Override
        public boolean isInConfiguration() {
            return StaticLibrary.ZSTD.isLinked();
        }

        @Override
        public List<String> getHeaderFiles() {
            return List.of("<zstd.h>");
        }

        @Override
        public List<String> getLibraries() {
            return StaticLibrary.ZSTD.libraries();
        }

        @Override
        public List<String> getLibraryPaths() {
            return StaticLibrary.ZSTD.folders();
        }
    }

    /** {@code ZSTD_DCtx}, of which nobody knows what is in it. */
    public interface Context extends PointerBase {}

    @CStruct("ZSTD_inBuffer")
    public interface In extends PointerBase {
        @CField("src")
        void src(PointerBase pointer);

        @CField("size")
        void size(UnsignedWord bytes);

        @CField("pos")
        UnsignedWord pos();

        @CField("pos")
        void pos(UnsignedWord bytes);
    }

    @CStruct("ZSTD_outBuffer")
    public interface Out extends PointerBase {
        @CField("dst")
        void dst(PointerBase pointer);

        @CField("size")
        void size(UnsignedWord bytes);

        @CField("pos")
        UnsignedWord pos();

        @CField("pos")
        void pos(UnsignedWord bytes);
    }

    @CConstant("ZSTD_d_windowLogMax")
    public static native int windowLogMax();

    @CFunction(value = "ZSTD_createDCtx", transition = Transition.NO_TRANSITION)
    public static native Context create();

    @CFunction(value = "ZSTD_freeDCtx", transition = Transition.NO_TRANSITION)
    public static native UnsignedWord free(Context context);

    @CFunction(value = "ZSTD_DCtx_setParameter", transition = Transition.NO_TRANSITION)
    public static native UnsignedWord set(Context context, int parameter, int value);

    @CFunction(value = "ZSTD_decompressStream", transition = Transition.NO_TRANSITION)
    public static native UnsignedWord decompress(Context context, Out out, In in);

    @CFunction(value = "ZSTD_isError", transition = Transition.NO_TRANSITION)
    public static native int isError(UnsignedWord code);

    @CFunction(value = "ZSTD_getErrorName", transition = Transition.NO_TRANSITION)
    public static native CCharPointer errorName(UnsignedWord code);
}
