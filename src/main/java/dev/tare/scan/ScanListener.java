package dev.tare.scan;

import dev.tare.image.Digest;
import dev.tare.image.spec.Descriptor;
import dev.tare.image.spec.Manifest;
import dev.tare.source.SourceListener;
import java.util.List;

/** Is told how a scan gets on. What is told of single layers may come from several threads at once. */
public interface ScanListener extends SourceListener {

    ScanListener SILENT = new ScanListener() {};

    /** The image that is read. */
    default void resolved(Manifest image) {}

    /** These layers of the image are needed and not known yet. Each is listed once, in the order of the image. */
    default void started(List<Descriptor> layers) {}

    /** A layer is about to be requested. If several images have it, only the one for which it is read is told. */
    default void begun(Digest layer) {}

    /** So many compressed bytes more have come of a layer. */
    default void received(Digest layer, long bytes) {}

    /** The layer is read, for this image or for another. */
    default void finished(Digest layer) {}
}
