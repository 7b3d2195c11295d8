package dev.tare.app.scan;

import dev.tare.analysis.secrets.SecretPaths;
import dev.tare.app.InvalidRequest;
import dev.tare.app.NamedImage;
import dev.tare.app.Session;
import dev.tare.dockerfile.SourceMap;
import dev.tare.gate.Policy;
import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.NotDecided;
import dev.tare.leftovers.LeftoverKinds;
import dev.tare.report.build.ScanReport;
import dev.tare.report.fleet.EarlierFleet;
import dev.tare.report.model.Baseline;
import dev.tare.scan.Base;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds out what images are held against: an earlier report, or another image, which is scanned once. Rules about what is new look at the findings of
 * one image; several images are compared with what those of the report come to together.
 */
final class FindBaseline {

    private final Session session;
    private final SecretPaths secrets;
    private final Optional<String> name;
    private final Optional<String> awaited;
    private final Policy policy;
    private Optional<BaselineReport> report = Optional.empty();
    private Optional<Baseline> image = Optional.empty();
    private Optional<EarlierFleet> fleet = Optional.empty();
    private Optional<ImageFault> fault = Optional.empty();

    /** @param request names a file whose name ends with .json, or an image; or no baseline */
    FindBaseline(Session session, ScanImages.Request request) {
        this.session = session;
        this.secrets = SecretRule.all(request.secrets());
        this.name = request.baseline();
        this.awaited = request.awaited();
        this.policy = request.policy();
    }

    /**
     * Reads the report, or the other image. To be called before others are read: layers of an image that is read later wait for theirs, and a report
     * that is not there should not be told after minutes.
     *
     * @param images how many are scanned
     * @throws InvalidRequest if the report cannot be read
     */
    void prepare(int images) throws IOException, InterruptedException {
        if (name.filter(ScanImages::isReport).isPresent()) {
            var file = Path.of(name.get());
            if (images > 1) {
                fleet = EarlierImages.of(file);
            }
            if (images == 1 || policy.isAboutNew()) {
                report = Optional.of(BaselineReport.read(file, this::repository));
            }
        } else if (name.isPresent()) {
            try {
                image = Optional.of(ofImage(name.get()));
            } catch (ImageFault e) {
                fault = Optional.of(e);
            }
        }
    }

    /** The images of the report, for what is otherwise now; empty where one image is scanned, or where there is no report on several. */
    Optional<EarlierFleet> fleet() {
        return fleet;
    }

    /**
     * The baseline of an image, after {@link #prepare}; empty where there is none and no rule needs one.
     *
     * @throws NotDecided if a rule needs one, and the report is still to be written, or has several images and none of this name
     * @throws ImageFault if the other image cannot be read
     */
    Optional<Baseline> of(NamedImage scanned) throws ImageFault {
        if (fault.isPresent()) {
            throw fault.get();
        }
        if (policy.gate(scanned.name(), scanned.repository()).isAboutNew()) {
            if (awaited.isPresent()) {
                throw new NotDecided(
                        "rules about what is new cannot be decided: the baseline %s is not there yet"
                                .formatted(awaited.get()),
                        "this run writes it, and the next is held against it");
            }
            if (report.isPresent()) {
                return Optional.of(report.get().of(scanned));
            }
        }
        return image;
    }

    private Baseline ofImage(String other) throws IOException, InterruptedException {
        var named = session.baseline(other);
        try (var current = new ScanReport(
                session.scan(named, secrets),
                named.repository(),
                new Base.Unknown(),
                SourceMap.NONE,
                LeftoverKinds.NONE)) {
            return Baseline.of(current.report());
        } catch (ImageFault e) {
            throw e.in("the baseline " + named.name());
        }
    }

    private String repository(String reference) {
        try {
            return session.image(reference).repository();
        } catch (InvalidRequest e) {
            return reference;
        }
    }
}
