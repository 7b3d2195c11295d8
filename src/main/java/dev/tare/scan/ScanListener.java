package dev.tare.scan;

import dev.tare.image.Descriptor;
import java.util.List;

/** Is told how a scan gets on. All calls but the first may come from several threads at once. */
public interface ScanListener {

    ScanListener SILENT = new ScanListener() {
        @Override
        public void started(List<Descriptor> layers) {}

        @Override
        public void received(int layer, long bytes) {}

        @Override
        public void finished(int layer) {}
    };

    /** The layers that are fetched, each only once, in the order of the image. */
    void started(List<Descriptor> layers);

    /** So many compressed bytes more have come of a layer, by its number in {@link #started}. */
    void received(int layer, long bytes);

    void finished(int layer);
}
