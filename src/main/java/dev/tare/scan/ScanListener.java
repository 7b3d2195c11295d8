package dev.tare.scan;

import dev.tare.image.Descriptor;
import dev.tare.image.Manifest;
import dev.tare.source.SourceListener;
import java.util.List;

/** Is told how a scan gets on. What is told of single layers may come from several threads at once. */
public interface ScanListener extends SourceListener {

    ScanListener SILENT = new ScanListener() {};

    /** The image that is read. */
    default void resolved(Manifest image) {}

    /** The layers that are fetched, each only once, in the order of the image. */
    default void started(List<Descriptor> layers) {}

    /** A layer is about to be asked for, by its number in {@link #started}. */
    default void begun(int layer) {}

    /** So many compressed bytes more have come of a layer. */
    default void received(int layer, long bytes) {}

    default void finished(int layer) {}
}
