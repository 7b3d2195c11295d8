package dev.tare.app;

import dev.tare.image.ImageFault;
import dev.tare.report.model.Failure;
import dev.tare.scan.ScannedImage;
import java.util.stream.Collectors;

/** Is told of each image that could not be read, or not wholly, when that happens. */
public interface Faults {

    void of(NamedImage image, ImageFault fault);

    /** The same for a report. */
    static Failure failure(NamedImage image, ImageFault fault) {
        return new Failure(image.name(), String.valueOf(fault.getMessage()), fault.hint(), ExitCode.of(fault));
    }

    /** What could be read is reported, but nobody must take it for the whole image. */
    static ImageFault incomplete(ScannedImage image) {
        boolean isOne = image.notHeld().size() == 1;
        String layers = image.notHeld().stream().map(String::valueOf).collect(Collectors.joining(", "));
        return new ImageFault.NotHeld(
                "the report is incomplete: layer %s not scanned, since %s foreign and not held by the registry"
                        .formatted(layers + (isOne ? " was" : " were"), isOne ? "it is" : "they are"),
                image.manifest().layers().stream()
                                .anyMatch(layer -> !layer.urls().isEmpty())
                        ? "to fetch foreign layers from the addresses that the image names, say --foreign-layers"
                        : "");
    }
}
