package dev.tare.app.scan;

import dev.tare.app.NamedImage;
import dev.tare.image.FileReason;
import dev.tare.image.ImageFault.NotDecided;
import dev.tare.report.earlier.BaselineReader;
import dev.tare.report.earlier.BaselineReader.Place;
import dev.tare.report.model.Baseline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An earlier report against whose images others are held, by rules about what is new. One of its images is held at a time. */
final class BaselineReport {

    private final Path file;
    private final List<Place> places;
    private final Map<String, Place> byReference = new HashMap<>();
    private final Map<String, Place> byRepository = new HashMap<>();
    private @Nullable Place current;
    private @Nullable Baseline held;

    private BaselineReport(Path file, List<Place> places, UnaryOperator<String> repository) {
        this.file = file;
        this.places = places;
        if (places.size() > 1) {
            for (var place : places) {
                byReference.putIfAbsent(place.reference(), place);
                byRepository.putIfAbsent(repository.apply(place.reference()), place);
            }
        }
    }

    /**
     * Reads a report whole, and holds where its images are.
     *
     * @param repository of a reference
     * @throws dev.tare.app.InvalidRequest if it is no report, or not a whole one
     */
    static BaselineReport read(Path file, UnaryOperator<String> repository) {
        var places = EarlierFile.baseline(file).read(() -> BaselineReader.places(file));
        return new BaselineReport(file, places, repository);
    }

    /**
     * The image of the same name, else the first of the same repository. A report on one image is for every image.
     *
     * @throws NotDecided if there is none, or if the report was changed meanwhile
     */
    Baseline of(NamedImage scanned) throws NotDecided {
        var place = places.size() == 1
                ? places.getFirst()
                : Optional.ofNullable(byReference.get(scanned.name()))
                        .or(() -> Optional.ofNullable(byRepository.get(scanned.repository())))
                        .orElseThrow(() -> new NotDecided(
                                "the baseline %s has no image %s".formatted(file, scanned.repository()),
                                "make it of the same images"));
        var baseline = held;
        if (baseline == null || !place.equals(current)) {
            held = null; // before the next is read
            baseline = read(place);
            held = baseline;
            current = place;
        }
        return baseline;
    }

    private Baseline read(Place place) throws NotDecided {
        try {
            return BaselineReader.image(file, place);
        } catch (IOException e) {
            throw changed(FileReason.of(e));
        } catch (IllegalArgumentException e) {
            throw changed(String.valueOf(e.getMessage()));
        }
    }

    private NotDecided changed(String reason) {
        return new NotDecided(
                "the baseline %s cannot be read (%s)".formatted(file, reason), "leave it as it is meanwhile");
    }
}
