package dev.tare.app.scan;

import dev.tare.app.ExitCode;
import dev.tare.app.Faults;
import dev.tare.app.InvalidRequest;
import dev.tare.app.NamedImage;
import dev.tare.app.Session;
import dev.tare.image.Digest;
import dev.tare.image.ImageFault;
import dev.tare.image.ImageFault.BeyondLimit;
import dev.tare.image.spec.Artifact;
import dev.tare.layer.Origin;
import dev.tare.report.model.Failure;
import dev.tare.report.model.ImageReport;
import dev.tare.report.model.ReportSink;
import dev.tare.report.model.fleet.Fleet;
import dev.tare.report.model.image.ImageInfo;
import dev.tare.report.model.image.ImageSummary;
import dev.tare.report.model.image.LayerBlob;
import dev.tare.report.model.image.LayerReport;
import dev.tare.report.model.rule.RuleResult;
import dev.tare.report.model.rule.Verdict;
import dev.tare.source.registry.Registries.Patience;
import dev.tare.source.registry.auth.Authorizer.Access;
import dev.tare.source.registry.push.BlobPush;
import dev.tare.source.registry.push.ReferrerPush;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Passes a report on, and attaches that on each image to the image, as an artifact whose subject is the image's manifest: whoever has the image finds
 * the report. A report that has not changed is the same artifact. Where a report cannot be attached, that is told beside the report, and the others go on.
 */
public final class AttachReports implements ReportSink {

    /** The {@code artifactType}, and the type of the only blob. */
    static final String TYPE = "application/vnd.tare.report.v1+json";

    /** Where tools that fetch the artifact write the report to. */
    private static final String FILE = "tare-report.json";

    /** Maximum size of a report on one image, in bytes. */
    private static final int MAX_REPORT_BYTES = 64 << 20;

    private static final Patience PATIENCE = new Patience(2, Duration.ofMinutes(2));

    private final Session session;
    private final Writer writer;
    private final ReportSink next;
    private final Faults faults;
    private int code = ExitCode.OK;

    /** Writes a complete report on one image. */
    public interface Writer {
        void write(ImageReport image, List<RuleResult> results, OutputStream out) throws IOException;
    }

    /**
     * @param next is told everything
     * @throws InvalidRequest if one of the images is in no registry
     */
    public AttachReports(Session session, List<NamedImage> images, Writer writer, ReportSink next, Faults faults) {
        for (var image : images) {
            if (image.reference().isEmpty() && image.fault().isEmpty()) {
                throw new InvalidRequest(
                        "--attach: %s is in no registry, so no report can be attached to it".formatted(image.name()));
            }
        }
        this.session = session;
        this.writer = writer;
        this.next = next;
        this.faults = faults;
    }

    /** The worst exit code of all that was attached. */
    public int exitCode() {
        return code;
    }

    @Override
    public void begin() throws IOException {
        next.begin();
    }

    @Override
    public void image(ImageReport image, List<RuleResult> results) throws IOException {
        next.image(image, results);
        try {
            attach(image.info(), bytes(image, results));
        } catch (ImageFault e) {
            var fault = e.in("its report could not be attached");
            var named = session.image(image.info().reference());
            code = ExitCode.worst(code, ExitCode.of(fault));
            faults.of(named, fault);
        }
    }

    @Override
    public void failure(Failure failure) throws IOException {
        next.failure(failure);
    }

    @Override
    public void stopped(int images) throws IOException {
        next.stopped(images);
    }

    @Override
    public void fleet(Fleet fleet) throws IOException {
        next.fleet(fleet);
    }

    @Override
    public void end(Verdict verdict) throws IOException {
        next.end(verdict);
    }

    private byte[] bytes(ImageReport image, List<RuleResult> results) throws IOException {
        var bytes = new Bounded();
        writer.write(image.with(lasting(image.summary())), results, bytes);
        return bytes.toByteArray();
    }

    /** Whether a layer was read in this run or an earlier one must not make another artifact. */
    private static ImageSummary lasting(ImageSummary image) {
        return new ImageSummary(
                image.info(),
                image.totals(),
                image.layers().stream().map(AttachReports::lasting).toList(),
                image.dockerfile(),
                image.warnings());
    }

    private static LayerReport lasting(LayerReport layer) {
        var blob = layer.blob();
        String source = blob.source().equals(Origin.CACHE.toString()) ? Origin.NETWORK.toString() : blob.source();
        return new LayerReport(
                layer.info(),
                new LayerBlob(blob.mediaType(), blob.compression(), blob.stored(), source, blob.isScanned()),
                layer.content(),
                layer.isOfBase(),
                layer.lines());
    }

    private void attach(ImageInfo image, byte[] report) throws ImageFault {
        var repository = session.repository(image.repository(), Access.PULL_PUSH, PATIENCE);
        var referrers = new ReferrerPush(repository);
        var blobs = new BlobPush(repository);
        var subject = referrers.subject(Digest.parse(image.digest()));
        var blob = Artifact.Blob.of(TYPE, report, 0).titled(FILE);
        blobs.pushMissing(Artifact.config().digest(), Artifact.config().data().orElseThrow());
        blobs.pushMissing(blob.digest(), report);
        referrers.push(new Artifact(TYPE, List.of(blob), Map.of(), Optional.of(subject)));
    }

    /** The bytes of one report in memory. */
    private static final class Bounded extends OutputStream {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            if (bytes.size() + length > MAX_REPORT_BYTES) {
                throw new BeyondLimit(
                        "it has more than %,d bytes".formatted(MAX_REPORT_BYTES),
                        "tell less of each image with --top N");
            }
            bytes.write(from, offset, length);
        }

        byte[] toByteArray() {
            return bytes.toByteArray();
        }
    }
}
