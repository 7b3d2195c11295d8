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

/** The functions of ISA-L that are called ({@code igzip_lib.h}). */
@CContext(Isal.Directives.class)
public final class Isal {

    private Isal() {}

    static final class Directives implements CContext.Directives {
        @Override
        public boolean isInConfiguration() {
            return StaticLibrary.ISAL.isLinked();
        }

        @Override
        public List<String> getHeaderFiles() {
            return StaticLibrary.ISAL.headers();
        }

        @Override
        public List<String> getLibraries() {
            return StaticLibrary.ISAL.libraries();
        }

        @Override
        public List<String> getLibraryPaths() {
            return StaticLibrary.ISAL.folders();
        }
    }

    @CStruct(value = "inflate_state", addStructKeyword = true)
    public interface State extends PointerBase {
        @CField("next_in")
        CCharPointer nextIn();

        @CField("next_in")
        void nextIn(CCharPointer pointer);

        @CField("avail_in")
        int availIn();

        @CField("avail_in")
        void availIn(int bytes);

        @CField("next_out")
        void nextOut(CCharPointer pointer);

        @CField("avail_out")
        int availOut();

        @CField("avail_out")
        void availOut(int bytes);

        @CField("read_in_length")
        int readInLength();

        @CField("block_state")
        int blockState();

        @CField("crc_flag")
        void crcFlag(int flag);

        @CField("crc")
        int crc();
    }

    /** Decode what has no header, leave its trailer alone, and compute the CRC. */
    @CConstant("ISAL_GZIP_NO_HDR")
    public static native int gzipWithoutHeader();

    @CConstant("ISAL_INVALID_BLOCK")
    public static native int invalidBlock();

    @CConstant("ISAL_INVALID_SYMBOL")
    public static native int invalidSymbol();

    @CConstant("ISAL_INVALID_LOOKBACK")
    public static native int invalidLookback();

    /** {@code ISAL_BLOCK_FINISH} of {@code enum isal_block_state}. */
    public static final int FINISHED = 5;

    @CFunction(value = "isal_inflate_init", transition = Transition.NO_TRANSITION)
    public static native void init(State state);

    @CFunction(value = "isal_inflate_reset", transition = Transition.NO_TRANSITION)
    public static native void reset(State state);

    @CFunction(value = "isal_inflate", transition = Transition.NO_TRANSITION)
    public static native int inflate(State state);
}
