package dev.tare.sharedcache;

import dev.tare.image.ImageFault.Damaged;
import dev.tare.image.Limits;
import dev.tare.image.spec.Descriptor;
import dev.tare.layer.LayerIndex;
import dev.tare.layer.store.PackedIndex;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Bounds the memory of indexes that are unpacked at the same time. What they say of their size need not be true. */
final class UnpackMemory {

    /** One that is larger is unpacked alone. */
    private static final int MAX_MEGABYTES = 64;

    private final Semaphore megabytes = new Semaphore(MAX_MEGABYTES, true);

    /** @throws Damaged also if there is not enough memory */
    Optional<LayerIndex> unpack(byte[] packed, Descriptor layer, Limits limits) throws Damaged {
        long size = packed.length < Integer.BYTES ? 0 : PackedIndex.size(packed);
        int taken = Math.clamp(size >> 20, 1, MAX_MEGABYTES);
        megabytes.acquireUninterruptibly(taken);
        try {
            return PackedIndex.unpack(packed, layer, limits);
        } catch (OutOfMemoryError e) {
            throw new Damaged("it takes more memory than there is");
        } finally {
            megabytes.release(taken);
        }
    }
}
