package dev.tare.codec;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.tare.codec.nativelib.StaticLibrary;
import java.util.Locale;
import org.graalvm.nativeimage.hosted.Feature;
import org.graalvm.nativeimage.hosted.RuntimeJNIAccess;
import org.graalvm.nativeimage.hosted.RuntimeResourceAccess;

/** Takes into the executable what zstd-jni needs there, where it has to do without libzstd. */
final class CodecFeature implements Feature {

    @Override
    public String getDescription() {
        return Codecs.inUse();
    }

    @Override
    public void beforeAnalysis(BeforeAnalysisAccess access) {
        if (StaticLibrary.ZSTD.isLinked()) {
            return;
        }
        var decoder = ZstdInputStreamNoFinalizer.class;
        RuntimeJNIAccess.register(decoder);
        try {
            RuntimeJNIAccess.register(decoder.getDeclaredField("dstPos"), decoder.getDeclaredField("srcPos"));
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("another zstd-jni than the one that is known here", e);
        }
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch", "");
        boolean mac = system.startsWith("mac");
        RuntimeResourceAccess.addResource(
                decoder.getModule(),
                "%s/%s/libzstd-jni-%s.%s"
                        .formatted(
                                mac ? "darwin" : system,
                                machine,
                                com.github.luben.zstd.util.ZstdVersion.VERSION,
                                mac ? "dylib" : "so"));
    }
}
